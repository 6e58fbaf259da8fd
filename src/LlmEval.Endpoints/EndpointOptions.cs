using System.Globalization;
using LlmEval.Documents;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Servers;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints;

/// <summary>What an <c>LlmModel</c> item with a remote provider says, read and checked. Holds names of variables, never secrets.</summary>
internal sealed record EndpointOptions
{
    /// <summary>Longest time that one call may be given.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    private const int MostConcurrency = 1000;

    /// <summary>Metadata that every remote provider understands.</summary>
    public static IReadOnlyCollection<string> CommonNames { get; } = ["Endpoint", "Model", "ApiKeyVariable", "MaxConcurrency", "Timeout", .. ServerOptions.Names];

    /// <summary>The item's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is declared.</summary>
    public required Location Location { get; init; }

    /// <summary>The base address, without user information and query, ending in no slash.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The model as the server calls it; for Azure the deployment.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the variable with the key; null when the endpoint takes none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Name of the variable with a bearer token, instead of a key.</summary>
    public string? TokenVariable { get; init; }

    /// <summary>Who pays, where a key belongs to several.</summary>
    public string? Organization { get; init; }

    /// <summary>Version of the service's interface (Azure).</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Tokens of context that the server is told to keep (Ollama); null for its own default.</summary>
    public int? ContextSize { get; init; }

    /// <summary>Whether it is a service of its own kind (<c>Provider="Http"</c>), which is asked by <c>Url</c> and knows no models.</summary>
    public bool IsService { get; init; }

    /// <summary>Whether each case has an address of its own, so that one that is not there says nothing of the others.</summary>
    public bool AddressVaries { get; init; }

    /// <summary>The metadatum with the address.</summary>
    public string AddressName => IsService ? "Url" : "Endpoint";

    /// <summary>Most requests in flight, 1 to 1000.</summary>
    public int MaxConcurrency { get; init; }

    /// <summary>Longest time of one attempt, from the connection to the last byte.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Whether answers come in pieces, so that the time to the first token can be measured.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Reads an item; what is wrong is reported, and null when the item cannot be used at all.</summary>
    public static EndpointOptions? Read(ModelSpec model, EndpointModelProvider provider, DiagnosticBag diagnostics)
    {
        foreach (string name in provider.KnownMetadata.Where(n => !n.EndsWith("Variable", StringComparison.Ordinal) && !provider.ChecksSecrets(n)))
        {
            if (model[name] is { } value && KeyShape.IsKey(value)) { LooksLikeKey(name); }
        }

        Uri? endpoint = Address(provider.AddressOf(model) ?? provider.DefaultEndpoint);
        string? served = provider.ServedName(model);
        if (served is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, model.Location,
                $"The model '{model.Name}' ({provider.Name}) needs {provider.ServedNameMetadata}, the name that the endpoint knows it by.");
        }

        string? token = Variable("TokenVariable");
        string? key = Variable("ApiKeyVariable")
            ?? (token is null && (model["Endpoint"] is null || provider.AlwaysNeedsKey) ? provider.DefaultKeyVariable : null);
        if (model["TokenVariable"] is not null && model["ApiKeyVariable"] is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"The model '{model.Name}' says both ApiKeyVariable and TokenVariable. Keep the one that holds what it signs in with.");
        }

        int concurrency = Whole("MaxConcurrency", 1, MostConcurrency) ?? provider.DefaultConcurrency;
        TimeSpan timeout = TimeSpan.FromMinutes(5);
        if (model["Timeout"] is { } text
            && MappingReader.Time(new ScalarNode(model.Location, text, ScalarKind.Text), $"Timeout of the model '{model.Name}'", diagnostics) is { } said)
        {
            timeout = said < LongestTimeout ? said : LongestTimeout;
        }

        int? context = Whole("ContextSize", 16, 64 << 20);
        provider.Check(model, diagnostics);
        return endpoint is null || served is null ? null : new EndpointOptions
        {
            Name = model.Name,
            Location = model.Location,
            Endpoint = provider.BaseAddress(endpoint),
            Model = served,
            KeyVariable = key,
            TokenVariable = token,
            Organization = model["Organization"],
            ApiVersion = model["ApiVersion"],
            ContextSize = context,
            IsService = provider.AddressMetadata == "Url",
            AddressVaries = model["Url"]?.Contains("{{", StringComparison.Ordinal) == true,
            MaxConcurrency = concurrency,
            Timeout = timeout,
            IsStreamed = Flag("Stream"),
        };

        Uri? Address(string? text)
        {
            if (text is null)
            {
                diagnostics.Add(Diagnostics.MissingKey, model.Location, $"The model '{model.Name}' ({provider.Name}) needs {provider.AddressMetadata}, the address of the service.");
                return null;
            }

            // The value is not shown: what cannot be read may hold a key.
            if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            {
                diagnostics.Add(Diagnostics.BadValue, model.Location, $"{provider.AddressMetadata} of the model '{model.Name}' must be an address such as https://api.example.com/v1.{(PortPlaceholder.IsIn(text) ? " {port} needs Command." : string.Empty)}");
                return null;
            }

            if (uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0) { return uri; }

            diagnostics.Add(Diagnostics.BadValue, model.Location,
                $"{provider.AddressMetadata} of the model '{model.Name}' ({uri.Scheme}://{uri.Authority}) must have neither user name, query nor fragment: they could hold a secret. Name the key's variable in ApiKeyVariable.");
            return null;
        }

        string? Variable(string name)
        {
            if (model[name] is not { } text) { return null; }

            if (KeyShape.IsVariableName(text)) { return text; }

            LooksLikeKey(name);
            return null;
        }

        void LooksLikeKey(string name) => diagnostics.Add(Diagnostics.BadValue, model.Location, name.EndsWith("Variable", StringComparison.Ordinal)
            ? $"{name} of the model '{model.Name}' must be the name of an environment variable, such as {provider.DefaultKeyVariable ?? "MY_API_KEY"}. Its value is not shown because it may be a key: if it is one, it has been written to a file and should be replaced."
            : $"{name} of the model '{model.Name}' looks like a key and is not shown. Put the key into an environment variable, name that in ApiKeyVariable, and replace the key: it has been written to a file.");

        bool Flag(string name)
        {
            if (model[name] is not { } word) { return false; }
            if (bool.TryParse(word, out bool value)) { return value; }

            diagnostics.Add(Diagnostics.BadValue, model.Location, $"{name} of the model '{model.Name}' must be true or false.");
            return false;
        }

        int? Whole(string name, int minimum, int maximum)
        {
            if (model[name] is not { } number) { return null; }

            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum) { return value; }

            diagnostics.Add(Diagnostics.BadValue, model.Location, string.Create(CultureInfo.InvariantCulture,
                $"{name} of the model '{model.Name}' must be a whole number from {minimum} to {maximum}, not '{(number.Length > 20 ? "..." : number)}'."));
            return null;
        }
    }
}
