using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Tests.Inference;

public sealed class TemplateMarkersTests
{
    [Theory]
    [InlineData("{{'<|im_start|>' + m.role}}...<|im_end|>", "<|im_start|>user\nhi<|im_end|>")]
    [InlineData("{{ '<|' + message['role'] + '|>' }}<|end|>", "<|user|>\nhi<|end|>\n<|assistant|>")]
    [InlineData("[INST] {{ x }} [/INST]</s>", "[INST] hi [/INST]")]
    [InlineData("<start_of_turn>{{ role }}<end_of_turn>{{ '<tool>' }}", "<start_of_turn>user\nhi<end_of_turn>\n<start_of_turn>model")]
    [InlineData("{{ bos_token }}<|user|>{{ x }}{{ eos_token }}", "<s><|user|>\nhi</s>")]
    public void What_the_template_writes_is_not_foreign(string template, string rendered) =>
        TemplateMarkers.Foreign(template, rendered).Should().BeEmpty();

    [Theory]
    [InlineData("<|im_start|>{{ m.role }}<|im_sep|>", "<|im_start|>user\nhi<|im_end|>", "<|im_end|>")]
    [InlineData("[INST] {{ x }} [/INST]", "<|im_start|>user", "<|im_start|>")]
    [InlineData("<|user|>{{ x }}<|end|>", "<|assistant|>", "<|assistant|>")]
    [InlineData("<|turn|>{{ x }}", "user: hi", "no <|turn|>")]
    public void What_it_cannot_have_written_is_named(string template, string rendered, string foreign) =>
        TemplateMarkers.Foreign(template, rendered).Should().Equal(foreign);

    [Fact]
    public void A_template_without_markers_may_render_without() =>
        TemplateMarkers.Foreign("{{ role }}: {{ content }}", "user: hi").Should().BeEmpty();
}
