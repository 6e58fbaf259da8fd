using System.Text;
using LlmEval.Documents;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval;

/// <summary>What the present answers of a suite and model are made from and judged by, for the baseline that may become of them.</summary>
internal static class PresentInputs
{
    /// <summary>Reads the prompt's hash.</summary>
    public static BaselineInputs Of(SuiteRun suite)
    {
        SuiteBinding binding = suite.Suite.Binding;
        string? file = binding.Prompt?.Path;
        return new BaselineInputs
        {
            Prompt = binding.Prompt?.Name,
            PromptFile = file is null ? null : SuiteLineage.Relative(suite, file),
            PromptHash = file is null ? null : SuiteLineage.Hash(file),
            Parameters = ParametersJson.Line(suite.Model.Parameters),
            GateKey = KeyOf(binding.Suite.Gate),
        };
    }

    /// <summary>A hash of what the gate says, whatever its comments, its spaces and the order of its keys.</summary>
    public static string KeyOf(LocatedNode? gate)
    {
        StringBuilder text = new();
        if (gate is not null) { Append(text, gate); }

        return Hash128.Of(text.ToString()).ToString();
    }

    private static void Append(StringBuilder text, LocatedNode node)
    {
        switch (node)
        {
            case MappingNode mapping:
                text.Append('{');
                foreach ((ScalarNode key, LocatedNode value) in mapping.Entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
                {
                    Append(text, key);
                    Append(text, value);
                }

                text.Append('}');
                break;
            case SequenceNode list:
                text.Append('[');
                foreach (LocatedNode item in list.Items) { Append(text, item); }

                text.Append(']');
                break;
            case ScalarNode scalar: text.Append(scalar.Text.Length).Append(':').Append(scalar.Text); break;
        }
    }
}
