using System.Runtime.InteropServices;
using System.Text;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>The families of chat templates that llama.cpp knows: by name, or recognised by a template's text.</summary>
internal static unsafe class FamilyTemplate
{
    /// <summary>The prompt of a conversation; null when the family is not known.</summary>
    /// <param name="template">A family's name or a template.</param>
    /// <param name="turns">The conversation.</param>
    public static string? Apply(string template, IReadOnlyList<Turn> turns)
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

            byte* known = Text(template);
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
                    length = LlamaNative.llama_chat_apply_template(known, first, (nuint)messages.Length, addAssistant: true, target, buffer.Length);
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
