namespace LlmEval.SourceGeneration.Writing;

/// <summary>Writes what all prompts share: <c>PromptMessage</c>, <c>PromptValue</c>, and the way to <c>Microsoft.Extensions.AI</c>.</summary>
internal static class SharedCode
{
    private const string Types = """"
        /// <summary>A message of a prompt, ready to be sent.</summary>
        [GENERATED]
        [global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]
        public sealed class PromptMessage
        {
            /// <summary>Creates a message.</summary>
            public PromptMessage(string role, string content)
            {
                Role = role;
                Content = content;
            }

            /// <summary>Who speaks: <c>system</c>, <c>user</c> or <c>assistant</c>.</summary>
            public string Role { get; }

            /// <summary>What is said.</summary>
            public string Content { get; }

            /// <summary>What is said.</summary>
            public override string ToString() => Content;
        }

        /// <summary>What fills a placeholder: a text, a number, true or false, a list or a mapping. Texts stand as they are, numbers with a point in every culture, lists and mappings as JSON.</summary>
        [GENERATED]
        [global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]
        public sealed class PromptValue
        {
            private readonly string _text;
            private readonly bool _isText;

            private PromptValue(string text, bool isText)
            {
                _text = text;
                _isText = isText;
            }

            /// <summary>A text.</summary>
            public static implicit operator PromptValue(string text) => text is null ? nullNOT : new PromptValue(text, true);

            /// <summary><c>true</c> or <c>false</c>.</summary>
            public static implicit operator PromptValue(bool value) => new PromptValue(value ? "true" : "false", false);

            /// <summary>A text of one character.</summary>
            public static implicit operator PromptValue(char value) => new PromptValue(value.ToString(), true);

            /// <summary>A number.</summary>
            public static implicit operator PromptValue(byte value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number.</summary>
            public static implicit operator PromptValue(ushort value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number.</summary>
            public static implicit operator PromptValue(int value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number.</summary>
            public static implicit operator PromptValue(uint value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number.</summary>
            public static implicit operator PromptValue(long value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number.</summary>
            public static implicit operator PromptValue(ulong value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number, with the digits that it has.</summary>
            public static implicit operator PromptValue(decimal value) => new PromptValue(value.ToString(global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number, with the digits that tell it from every other. It must be finite.</summary>
            public static implicit operator PromptValue(double value) =>
                double.IsNaN(value) || double.IsInfinity(value)
                    ? throw new global::System.ArgumentOutOfRangeException("value", "A prompt takes finite numbers only.")
                    : new PromptValue(value.ToString("R", global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A number, with the digits that tell it from every other. It must be finite.</summary>
            public static implicit operator PromptValue(float value) =>
                float.IsNaN(value) || float.IsInfinity(value)
                    ? throw new global::System.ArgumentOutOfRangeException("value", "A prompt takes finite numbers only.")
                    : new PromptValue(value.ToString("R", global::System.Globalization.CultureInfo.InvariantCulture), false);

            /// <summary>A list of texts.</summary>
            public static implicit operator PromptValue(string[] items) => items is null ? nullNOT : List(items);

            /// <summary>A list of texts.</summary>
            public static PromptValue List(global::System.Collections.Generic.IEnumerable<string> items)
            {
                var values = new global::System.Collections.Generic.List<PromptValue>();
                foreach (string item in items) { values.Add(item); }

                return List(values);
            }

            /// <summary>A list of any values; one that is null is JSON's <c>null</c>.</summary>
            public static PromptValue List(global::System.Collections.Generic.IEnumerable<PromptValue> items)
            {
                var json = new global::System.Text.StringBuilder("[");
                foreach (PromptValue item in items)
                {
                    if (json.Length > 1) { json.Append(','); }

                    Write(json, item);
                }

                return new PromptValue(json.Append(']').ToString(), false);
            }

            /// <summary>Names with values, in their order. Each name must be there once.</summary>
            public static PromptValue Mapping(global::System.Collections.Generic.IEnumerable<global::System.Collections.Generic.KeyValuePair<string, PromptValue>> members)
            {
                var names = new global::System.Collections.Generic.HashSet<string>(global::System.StringComparer.Ordinal);
                var json = new global::System.Text.StringBuilder("{");
                foreach (global::System.Collections.Generic.KeyValuePair<string, PromptValue> member in members)
                {
                    if (!names.Add(member.Key)) { throw new global::System.ArgumentException("The name '" + member.Key + "' is there twice.", "members"); }

                    if (json.Length > 1) { json.Append(','); }

                    Quote(json, member.Key);
                    json.Append(':');
                    Write(json, member.Value);
                }

                return new PromptValue(json.Append('}').ToString(), false);
            }

            /// <summary>As the prompt shows it.</summary>
            public override string ToString() => _text;

            private static void Write(global::System.Text.StringBuilder json, PromptValueQ value)
            {
                if (value is null) { json.Append("null"); }
                else if (value._isText) { Quote(json, value._text); }
                else { json.Append(value._text); }
            }

            // Only what JSON demands is escaped.
            private static void Quote(global::System.Text.StringBuilder json, string text)
            {
                json.Append('"');
                for (int i = 0; i < text.Length; i++)
                {
                    char c = text[i];
                    switch (c)
                    {
                        case '"': json.Append("\\\""); break;
                        case '\\': json.Append("\\\\"); break;
                        case '\b': json.Append("\\b"); break;
                        case '\f': json.Append("\\f"); break;
                        case '\n': json.Append("\\n"); break;
                        case '\r': json.Append("\\r"); break;
                        case '\t': json.Append("\\t"); break;
                        default:
                            if (c < ' ') { json.Append("\\u").Append(((int)c).ToString("x4", global::System.Globalization.CultureInfo.InvariantCulture)); }
                            else if (!char.IsSurrogate(c)) { json.Append(c); }
                            else if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1])) { json.Append(c).Append(text[++i]); }
                            else { json.Append('\uFFFD'); }

                            break;
                    }
                }

                json.Append('"');
            }
        }
        """";

    private const string Chat = """


        /// <summary>The messages of a prompt for an <c>IChatClient</c>.</summary>
        [GENERATED]
        [global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]
        public static global::System.Collections.Generic.List<global::Microsoft.Extensions.AI.ChatMessage> ToChatMessages(global::System.Collections.Generic.IEnumerable<PromptMessage> messages)
        {
            var chat = new global::System.Collections.Generic.List<global::Microsoft.Extensions.AI.ChatMessage>();
            foreach (PromptMessage message in messages)
            {
                chat.Add(new global::Microsoft.Extensions.AI.ChatMessage(new global::Microsoft.Extensions.AI.ChatRole(message.Role), message.Content));
            }

            return chat;
        }
        """;

    /// <summary>The code.</summary>
    public static string Write(CodeSettings settings) =>
        CSharp.File(settings, "The prompts of this project, each a class with a method <c>Render</c> that has a parameter for every placeholder.",
            (settings.HasChat ? Types + Chat : Types).Replace("\r\n", "\n").Replace("[GENERATED]", CSharp.Generated)
                .Replace("nullNOT", settings.IsNullable ? "null!" : "null").Replace("PromptValueQ", settings.IsNullable ? "PromptValue?" : "PromptValue"));
}
