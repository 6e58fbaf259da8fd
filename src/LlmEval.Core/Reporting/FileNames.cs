using System.Text;

namespace LlmEval.Reporting;

/// <summary>File names made of the names of suites and models.</summary>
public static class FileNames
{
    /// <summary>The committed baseline of a suite and model, relative to the suite's folder.</summary>
    public static string Baseline(string suite, string model) => Path.Combine("baselines", $"{Of(suite)}.{Of(model)}.baseline.jsonl");

    /// <summary>The answers that a baseline was accepted for, beside it: <c>greet.m.answers.jsonl</c> of <c>greet.m.baseline.jsonl</c>.</summary>
    /// <param name="baseline">Path of the baseline.</param>
    public static string Answers(string baseline)
    {
        const string Ending = ".baseline.jsonl";
        return (baseline.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? baseline[..^Ending.Length] : baseline) + AnswersEnding;
    }

    /// <summary>How names of files with answers end.</summary>
    internal const string AnswersEnding = ".answers.jsonl";

    /// <summary>The result of a suite and model, relative to the output folder.</summary>
    public static string Result(string suite, string model) => Path.Combine("results", $"{Of(suite)}.{Of(model)}.jsonl");

    /// <summary>The candidate baseline of a suite and model, relative to the output folder.</summary>
    public static string Candidate(string suite, string model) => Path.Combine("candidates", $"{Of(suite)}.{Of(model)}.baseline.jsonl");

    /// <summary>
    /// A name as part of a file's name: letters, digits, <c>-</c>, <c>_</c> stay; every other character becomes <c>~</c> and its code in
    /// hexadecimal, so that two names never share a file.
    /// </summary>
    public static string Of(string name)
    {
        StringBuilder text = new(name.Length);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (char.IsLetter(c) && !char.IsSurrogate(c))) { text.Append(c); }
            else { text.Append('~').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture)); }
        }

        return text.ToString();
    }
}
