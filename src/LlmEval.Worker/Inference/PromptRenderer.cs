using System.Runtime.InteropServices;
using System.Text;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>
/// Renders a conversation with the model's chat template. llama.cpp recognises families of templates and has no template
/// language, so a template is tried on a known conversation first: what it writes must be what the template's own text would write.
/// </summary>
internal sealed unsafe class PromptRenderer
{
    private const string Mend = "Set ChatTemplate on the LlmModel item to the family that it follows, for instance chatml, llama3, gemma, phi3 or mistral-v3.";

    private readonly string _template;

    private PromptRenderer(string template) => _template = template;

    /// <summary>Chooses and checks the template.</summary>
    /// <param name="modelTemplate">What the file carries.</param>
    /// <param name="chosen">What the item says instead: a family's name or a template.</param>
    /// <exception cref="WorkerFault">There is none, or it would be rendered wrongly.</exception>
    public static PromptRenderer Create(string? modelTemplate, string? chosen)
    {
        if (chosen is null && string.IsNullOrWhiteSpace(modelTemplate))
        {
            throw new WorkerFault(FaultKind.ChatTemplate, $"It carries no chat template. {Mend}");
        }

        PromptRenderer renderer = new(chosen ?? modelTemplate!);
        Turn[] sample = [new("system", "Alpha."), new("user", "Bravo."), new("assistant", "Charlie."), new("user", "Delta.")];
        string rendered = renderer.Apply(sample)
            ?? throw new WorkerFault(FaultKind.ChatTemplate, chosen is null
                ? $"llama.cpp does not know its chat template. {Mend}"
                : $"llama.cpp does not know the ChatTemplate that the item says. {Mend}");
        if (!Holds(rendered, sample)) { throw new WorkerFault(FaultKind.ChatTemplate, $"Rendering its chat template loses a turn. {Mend}"); }

        // A family chosen by name is the user's word; a template's text must agree with what comes out.
        string text = renderer._template;
        if (text.Contains('{') && TemplateMarkers.Foreign(text, rendered) is { Count: > 0 } foreign)
        {
            throw new WorkerFault(FaultKind.ChatTemplate,
                $"Its chat template is taken for another family: the rendered prompt has {string.Join(", ", foreign)}, which the template does not write. {Mend}");
        }

        return renderer;
    }

    /// <summary>The prompt of a conversation, up to where the model's answer begins.</summary>
    /// <exception cref="WorkerFault">A turn would be lost.</exception>
    public string Render(IReadOnlyList<Turn> turns) =>
        Apply(turns) is { } text && Holds(text, turns)
            ? text
            : throw new WorkerFault(FaultKind.ChatTemplate, $"The chat template cannot hold this sequence of roles ({string.Join(", ", turns.Select(t => t.Role))}). {Mend}");

    private static bool Holds(string text, IReadOnlyList<Turn> turns)
    {
        int at = 0;
        foreach (Turn turn in turns)
        {
            string content = turn.Content.Trim();
            at = text.IndexOf(content, at, StringComparison.Ordinal);
            if (at < 0) { return false; }

            at += content.Length;
        }

        return true;
    }

    private string? Apply(IReadOnlyList<Turn> turns)
    {
        List<nint> allocated = [];
        try
        {
            byte* Text(string text)
            {
                nint pointer = Marshal.StringToCoTaskMemUTF8(text);
                allocated.Add(pointer);
                return (byte*)pointer;
            }

            byte* template = Text(_template);
            NativeChatMessage[] messages = new NativeChatMessage[turns.Count];
            for (int i = 0; i < messages.Length; i++)
            {
                messages[i] = new NativeChatMessage { Role = Text(turns[i].Role), Content = Text(turns[i].Content) };
            }

            byte[] buffer = new byte[4096];
            while (true)
            {
                int length;
                fixed (NativeChatMessage* first = messages)
                fixed (byte* target = buffer)
                {
                    length = LlamaNative.llama_chat_apply_template(template, first, (nuint)messages.Length, addAssistant: true, target, buffer.Length);
                }

                if (length < 0) { return null; }
                if (length <= buffer.Length) { return Encoding.UTF8.GetString(buffer, 0, length); }

                buffer = new byte[length];
            }
        }
        finally
        {
            foreach (nint pointer in allocated) { Marshal.FreeCoTaskMem(pointer); }
        }
    }
}
