using System.Text;

namespace LlmEval.Endpoints.Servers;

/// <summary>
/// Splits a command into arguments. No shell is involved: blanks separate, text in single or double quotes is taken as it stands, quotes may
/// open inside an argument, and a doubled quote inside quotes of its kind is that quote. A backslash is an ordinary letter.
/// </summary>
internal static class CommandLine
{
    /// <summary>The arguments, the program first; null when a quote is not closed.</summary>
    public static IReadOnlyList<string>? Split(string text)
    {
        List<string> arguments = [];
        StringBuilder argument = new();
        bool isOpen = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '"' or '\'')
            {
                isOpen = true;
                for (i++; ; i++)
                {
                    if (i == text.Length) { return null; }

                    if (text[i] != c) { argument.Append(text[i]); }
                    else if (i + 1 < text.Length && text[i + 1] == c)
                    {
                        argument.Append(c);
                        i++;
                    }
                    else { break; }
                }
            }
            else if (!char.IsWhiteSpace(c))
            {
                isOpen = true;
                argument.Append(c);
            }
            else if (isOpen)
            {
                arguments.Add(argument.ToString());
                argument.Clear();
                isOpen = false;
            }
        }

        if (isOpen) { arguments.Add(argument.ToString()); }

        return arguments;
    }
}
