using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>What the origins of all answers of one suite with one model share.</summary>
public sealed class SuiteOrigin
{
    /// <summary>A longer value (a JSON schema, say) is noted as its hash.</summary>
    private const int LongValue = 64;

    /// <summary>Fixes what is shared.</summary>
    /// <param name="project">Name of the project.</param>
    /// <param name="suite">Name of the suite.</param>
    /// <param name="templateEngine">Version of the template engine.</param>
    /// <param name="parameters">Effective sampling parameters.</param>
    /// <param name="epoch">The period that answers are drawn in; null for the first.</param>
    public SuiteOrigin(string project, string suite, string templateEngine, ModelParameters parameters, string? epoch = null) =>
        (Project, Suite, Engine, Parameters) = (project, suite, templateEngine, Said(parameters, epoch));

    internal string Project { get; }

    internal string Suite { get; }

    internal string Engine { get; }

    internal IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The origin of one answer.</summary>
    /// <param name="caseId">Id of the case.</param>
    /// <param name="asked">What was asked, see <see cref="RequestKeys.Asked"/>.</param>
    /// <param name="sample">Number of the sample, from 0.</param>
    public AnswerOrigin Of(string caseId, string asked, int sample) => new()
    {
        Project = Project,
        Suite = Suite,
        Case = caseId,
        Sample = sample,
        Messages = asked,
        Parameters = Parameters,
        Engine = Engine,
    };

    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    private static SortedDictionary<string, string> Said(ModelParameters parameters, string? epoch)
    {
        SortedDictionary<string, string> said = new(StringComparer.Ordinal);
        Add("temperature", parameters.Temperature?.ToString("R", CultureInfo.InvariantCulture));
        Add("top-p", parameters.TopP?.ToString("R", CultureInfo.InvariantCulture));
        Add("top-k", parameters.TopK?.ToString(CultureInfo.InvariantCulture));
        Add("max-tokens", parameters.MaxTokens?.ToString(CultureInfo.InvariantCulture));
        Add("seed", parameters.Seed?.ToString(CultureInfo.InvariantCulture));
        Add("stop", parameters.Stop is { } stop ? string.Join(" | ", stop) : null);
        Add("response-format", parameters.ResponseFormat);
        Add("json-schema", parameters.JsonSchema);
        Add("logprobs", parameters.Logprobs is { } logprobs ? logprobs ? "true" : "false" : null);
        Add("epoch", epoch);
        return said;

        void Add(string name, string? value)
        {
            if (value is not null) { said[name] = value.Length <= LongValue ? value : Hash(Encoding.UTF8.GetBytes(value)); }
        }
    }
}
