using System.Diagnostics.CodeAnalysis;

namespace LlmEval.Scoring.Safety.Pii;

/// <summary>The names of the entities.</summary>
public static class PiiEntities
{
    private static readonly (PiiEntity Entity, string Id, string Label)[] s_names =
    [
        (PiiEntity.CreditCard, "CREDIT_CARD", "card number"),
        (PiiEntity.Iban, "IBAN_CODE", "IBAN"),
        (PiiEntity.UsSsn, "US_SSN", "social security number"),
        (PiiEntity.UsItin, "US_ITIN", "taxpayer number"),
        (PiiEntity.AbaRouting, "ABA_ROUTING_NUMBER", "routing number"),
        (PiiEntity.UsNpi, "US_NPI", "provider number"),
        (PiiEntity.UkNhs, "UK_NHS", "NHS number"),
        (PiiEntity.UkNino, "UK_NINO", "national insurance number"),
        (PiiEntity.CaSin, "CA_SIN", "social insurance number"),
        (PiiEntity.Email, "EMAIL_ADDRESS", "e-mail"),
        (PiiEntity.IpAddress, "IP_ADDRESS", "IP address"),
        (PiiEntity.MacAddress, "MAC_ADDRESS", "MAC address"),
        (PiiEntity.Phone, "PHONE_NUMBER", "phone number"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PiiEntity> All { get; } = [.. s_names.Select(n => n.Entity)];

    /// <summary>Their names, in the same order.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. s_names.Select(n => n.Id)];

    /// <summary>The name in suites and reports: <c>CREDIT_CARD</c>.</summary>
    public static string Id(PiiEntity entity) => s_names[(int)entity].Id;

    /// <summary>What it is to a person: <c>card number</c>.</summary>
    public static string Label(PiiEntity entity) => s_names[(int)entity].Label;

    /// <summary>Reads a name, whatever its case and with hyphens or underscores.</summary>
    public static bool TryParse([NotNullWhen(true)] string? id, out PiiEntity entity)
    {
        string wanted = (id ?? string.Empty).Replace('-', '_');
        int index = Array.FindIndex(s_names, n => string.Equals(n.Id, wanted, StringComparison.OrdinalIgnoreCase));
        entity = index < 0 ? default : s_names[index].Entity;
        return index >= 0;
    }
}
