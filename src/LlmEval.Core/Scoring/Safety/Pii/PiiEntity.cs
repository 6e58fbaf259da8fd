namespace LlmEval.Scoring.Safety.Pii;

/// <summary>A kind of personal data that can be told by its form. <see cref="PiiEntities.Id"/> gives the usual name of each (those of Presidio).</summary>
public enum PiiEntity
{
    /// <summary>Number of a payment card: <c>CREDIT_CARD</c>.</summary>
    CreditCard,

    /// <summary>International bank account number: <c>IBAN_CODE</c>.</summary>
    Iban,

    /// <summary>Social security number of the United States: <c>US_SSN</c>.</summary>
    UsSsn,

    /// <summary>Individual taxpayer number of the United States: <c>US_ITIN</c>.</summary>
    UsItin,

    /// <summary>Routing number of a bank of the United States: <c>ABA_ROUTING_NUMBER</c>.</summary>
    AbaRouting,

    /// <summary>Number of a health care provider of the United States: <c>US_NPI</c>.</summary>
    UsNpi,

    /// <summary>Number of a patient of the British health service: <c>UK_NHS</c>.</summary>
    UkNhs,

    /// <summary>British national insurance number: <c>UK_NINO</c>.</summary>
    UkNino,

    /// <summary>Canadian social insurance number: <c>CA_SIN</c>.</summary>
    CaSin,

    /// <summary>E-mail address: <c>EMAIL_ADDRESS</c>.</summary>
    Email,

    /// <summary>IPv4 or IPv6 address: <c>IP_ADDRESS</c>.</summary>
    IpAddress,

    /// <summary>Hardware address of a network card: <c>MAC_ADDRESS</c>.</summary>
    MacAddress,

    /// <summary>Telephone number: <c>PHONE_NUMBER</c>.</summary>
    Phone,
}
