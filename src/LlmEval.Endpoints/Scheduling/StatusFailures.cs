using System.Globalization;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>What to do about a status that is no success, with the mend where the run ends.</summary>
internal sealed class StatusFailures(EndpointOptions options, Credential? credential, Redactor redactor)
{
    /// <summary>Parts of a request that are the case's own: what a server dislikes there says nothing of other cases.</summary>
    private static readonly string[] s_ofTheCase = ["messages", "input", "prompt", "system"];

    /// <summary>How servers without codes say that they do not know a model.</summary>
    private static readonly string[] s_unknownModel = ["not a valid model", "unknown model", "model not found", "invalid model", "model does not exist"];

    private readonly string _who = $"The endpoint {Shown(options.Endpoint)} of the model '{options.Name}'";

    /// <summary>Judges a status.</summary>
    /// <param name="status">The status, no success.</param>
    /// <param name="error">What the server says.</param>
    /// <param name="wait">How long it asks to wait.</param>
    /// <param name="isHopeless">Whether requests were rejected before and none has ever succeeded.</param>
    public Failure Of(int status, ErrorBody error, TimeSpan? wait, bool isHopeless)
    {
        string said = Said(error);
        string told = string.Create(CultureInfo.InvariantCulture, $"{Shown(options.Endpoint)} answered {status}{said}");
        return status switch
        {
            401 => Refused($"refuses {Key} (401{said}). {KeyMend}"),
            403 => Refused($"forbids this (403{said}). {(credential is null ? KeyMend : $"The key in {credential.Variable} may lack the right to use '{options.Model}': give it that right, or use another.")}"),
            402 => Refused($"wants payment first (402{said}). Add credit to the account of {Key}."),
            404 or 410 when options.AddressVaries => new Failure(FailureKind.Rejected, told),
            404 or 405 or 410 when options.IsService => Refused(string.Create(CultureInfo.InvariantCulture, $"has nothing to ask at this address ({status}{said}). Correct Url or Method.")),
            404 or 405 or 410 => Refused(string.Create(CultureInfo.InvariantCulture,
                $"does not know the model '{options.Model}', or the address is wrong ({status}{said}). Correct Model or Endpoint; Endpoint is the base address, such as https://api.example.com/v1.")),
            >= 300 and < 400 => Refused(string.Create(CultureInfo.InvariantCulture,
                $"redirects ({status}), which is not followed because the key would go along. Set {options.AddressName} to the final address.")),
            429 when IsQuota(error) => Refused($"has no quota left (429{said}). Raise the quota of the account of {Key}, or run again when it is renewed."),
            429 or 529 => new Failure(FailureKind.Throttled, told, wait),
            503 when wait is not null => new Failure(FailureKind.Throttled, told, wait),
            408 or 409 or 425 or >= 500 => new Failure(FailureKind.Transient, told, wait),
            _ when IsQuota(error) => Refused($"has no credit left ({said.TrimStart(':', ' ')}). Add credit to the account of {Key}."),
            _ when options.IsService => isHopeless
                ? Refused(string.Create(CultureInfo.InvariantCulture, $"rejects the requests ({status}{said}). Correct Body, Headers or Url on the LlmModel item."))
                : new Failure(FailureKind.Rejected, told),
            _ when IsWrongModel(error) => Refused(string.Create(CultureInfo.InvariantCulture, $"does not know the model '{options.Model}' ({status}{said}). Correct Model.")),
            _ when isHopeless || IsWrongParameter(error) => Refused(string.Create(CultureInfo.InvariantCulture,
                $"rejects the requests ({status}{said}). Leave out, or correct, the parameter that it names on the LlmModel item, the prompt or the suite.")),
            _ => new Failure(FailureKind.Rejected, told),
        };
    }

    /// <summary>Judges an error that came with a success status, as gateways send them.</summary>
    public Failure OfSuccess(ErrorBody error, TimeSpan? wait)
    {
        if (int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and < 600)
        {
            return Of(status, error, wait, isHopeless: false);
        }

        string told = $"{Shown(options.Endpoint)} answered with an error{Said(error)}";
        return new Failure(error.Code.Contains("rate_limit", StringComparison.Ordinal) || error.Code.Contains("overloaded", StringComparison.Ordinal) ? FailureKind.Throttled : FailureKind.Transient, told, wait);
    }

    /// <summary>Judges a success that is not what the item says it should be.</summary>
    public Failure Unfit(string what, bool isHopeless) => isHopeless
        ? Refused($"answers otherwise than the item says: {redactor.Clean(what)}. Correct the path on the LlmModel item, or the application.")
        : new Failure(FailureKind.Rejected, Trouble("the answer cannot be used: " + what));

    /// <summary>Nobody was ever there.</summary>
    public Failure Unreachable(string why) =>
        Refused($"cannot be reached: {redactor.Clean(why)}. Start the server, or correct {options.AddressName} (and the proxy, if there is one).");

    /// <summary>Somebody was there and is gone.</summary>
    public Failure Gone(string why) =>
        Refused($"has gone away: {redactor.Clean(why)}. Start it again and run again: what was answered is kept.");

    /// <summary>A clause about transport trouble, without secrets.</summary>
    public string Trouble(string what) => $"{Shown(options.Endpoint)}: {redactor.Clean(what)}";

    private string Key => credential is null ? "requests without a key" : $"the key in {credential.Variable}";

    private string KeyMend => credential is null
        ? "Name the environment variable that holds its key in ApiKeyVariable."
        : $"Put a valid key into {credential.Place}.";

    /// <summary>The address without user information and query.</summary>
    private static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static bool IsQuota(ErrorBody error) =>
        error.Code is "insufficient_quota" or "billing_hard_limit_reached" or "billing_error"
        || error.Message.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase);

    private static bool IsWrongModel(ErrorBody error) =>
        error.Code is "model_not_found" or "DeploymentNotFound" or "invalid_model" || error.Parameter == "model"
        || (error.Message.Contains("model", StringComparison.OrdinalIgnoreCase)
            && s_unknownModel.Any(w => error.Message.Contains(w, StringComparison.OrdinalIgnoreCase)));

    private static bool IsWrongParameter(ErrorBody error) =>
        error.Code is "unsupported_parameter" or "unsupported_value" or "unknown_parameter"
        || (error.Parameter.Length > 0 && !error.Code.Contains("context_length", StringComparison.Ordinal)
            && !s_ofTheCase.Any(p => error.Parameter.StartsWith(p, StringComparison.Ordinal)));

    private string Said(ErrorBody error) => error.Message.Length > 0 ? ": " + redactor.Clean(error.Message).TrimEnd('.') : string.Empty;

    private Failure Refused(string sentence) => new(FailureKind.Refused, $"{_who} {sentence}");
}
