using System.Security.Cryptography;
using LlmEval.Binding;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Evaluating;

/// <summary>What a result says of its origin.</summary>
internal static class SuiteLineage
{
    /// <summary>Reads the hashes of the files that a suite is made of.</summary>
    /// <exception cref="LlmEvalException">LLM1001: a file that was there a moment ago cannot be read any more.</exception>
    public static ResultLineage Of(SuiteRun suite)
    {
        SuiteBinding binding = suite.Suite.Binding;
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string file in binding.Suite.Files.Append(binding.Prompt?.Path).OfType<string>()) { files[Relative(suite, file)] = Hash(file); }

        return new ResultLineage
        {
            Suite = binding.Suite.Name,
            Model = suite.Model.Spec.Name,
            Project = suite.Run.Manifest.ProjectName,
            ModelIdentity = suite.Identity.Key,
            ModelLineage = suite.Identity.Lineage,
            Parameters = suite.Model.Parameters,
            Currency = suite.Model.IsCharged ? suite.Model.Price?.Currency : null,
            Prompt = binding.Prompt?.Name,
            Files = files,
            IsPrivate = binding.Suite.Data.Any(d => d.IsPrivate),
            Metrics = binding.Metrics,
            Tool = Evaluation.ToolVersion,
        };
    }

    /// <summary>A file relative to the project, with forward slashes.</summary>
    public static string Relative(SuiteRun suite, string file) => Path.GetRelativePath(suite.Run.Manifest.ProjectDirectory, file).Replace('\\', '/');

    /// <summary><c>sha256:</c> and the hash of a file.</summary>
    public static string Hash(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(file), $"The file was read a moment ago and cannot be read any more: {e.Message} Evaluate again."), e);
        }
    }
}
