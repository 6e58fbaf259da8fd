using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmEval.SourceGeneration.Naming;

/// <summary>Makes names of C# of the names that people give prompts and variables.</summary>
internal static class Identifiers
{
    // What a class of a prompt, or the class around it, has itself.
    private static readonly HashSet<string> s_taken = new(StringComparer.Ordinal)
    {
        "Prompts", "PromptMessage", "PromptValue", "ToChatMessages", "Render", "RenderChat", "CreateChatOptions",
        "Name", "Model", "Temperature", "TopP", "TopK", "MaxTokens", "Seed", "Stop", "ResponseFormat", "JsonSchema",
        "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize",
    };

    /// <summary>The class of a prompt: <c>ticket-triage</c> is <c>TicketTriage</c>, <c>2nd</c> is <c>_2nd</c>.</summary>
    public static string Class(string name)
    {
        string joined = Join(name, c => c == '_', upperFirst: true);
        return joined.Length == 0 ? "Prompt" : s_taken.Contains(joined) ? joined + "Prompt" : char.IsLetter(joined[0]) ? joined : "_" + joined;
    }

    /// <summary>
    /// The parameters of placeholders, in their order and without a <c>@</c>: a path stays as it is written but for dots and hyphens, <c>customer.name</c> is
    /// <c>customerName</c>. Where two become the same, the later one gets a number.
    /// </summary>
    public static IReadOnlyList<string> Parameters(IReadOnlyList<string> paths)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        List<string> names = [];
        foreach (string path in paths)
        {
            string joined = Join(path, _ => false, upperFirst: false);
            string name = joined.Length == 0 ? "value" : char.IsLetter(joined[0]) || joined[0] == '_' ? joined : "_" + joined;
            string unique = name;
            for (int number = 2; !used.Add(unique); number++) { unique = $"{name}{number}"; }

            names.Add(unique);
        }

        return names;
    }

    /// <summary>A namespace: what is no name in it becomes one, <c>my-app.2</c> is <c>my_app._2</c>.</summary>
    public static string Namespace(string name) => string.Join(".", name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        string legal = string.Concat(part.Trim().TrimStart('@').Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '_'));
        return legal.Length == 0 ? "_" : Escaped(char.IsLetter(legal[0]) || legal[0] == '_' ? legal : "_" + legal);
    }));

    /// <summary>A name as it is written where it may be a keyword.</summary>
    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static string Join(string name, Func<char, bool> isSeparator, bool upperFirst)
    {
        StringBuilder joined = new();
        bool upper = upperFirst;
        foreach (char c in name)
        {
            if ((!char.IsLetterOrDigit(c) && c != '_') || isSeparator(c))
            {
                upper = upperFirst || joined.Length > 0;
                continue;
            }

            joined.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return joined.ToString();
    }
}
