using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;

namespace LlmEval.SourceGeneration.Tests;

public sealed class NameTests
{
    [Theory]
    [InlineData("triage", "Triage")]
    [InlineData("ticket-triage", "TicketTriage")]
    [InlineData("ticket_triage", "TicketTriage")]
    [InlineData("refund v2.final", "RefundV2Final")]
    [InlineData("2nd", "_2nd")]
    [InlineData("class", "Class")]
    [InlineData("größe", "Größe")]
    [InlineData("prompts", "PromptsPrompt")]
    [InlineData("render", "RenderPrompt")]
    [InlineData("to-string", "ToStringPrompt")]
    [InlineData("---", "Prompt")]
    public void A_prompt_becomes_a_class(string name, string type) =>
        Rendering.Method(new Workshop().WithMessage("{{a}}", name).Load(), type).Should().NotBeNull();

    [Fact]
    public void The_name_of_the_item_comes_first_and_the_ending_is_no_part_of_a_name()
    {
        Assembly assembly = new Workshop()
            .WithPrompt("name: Something else\nmessages:\n  - role: user\n    content: a\n", "first", itemName: "refund")
            .WithText(new PromptText("/shop/b/Second.PROMPT.YAML", "messages:\n  - role: user\n    content: a\n"))
            .WithText(new PromptText("/shop/c/third.v2.yml", "messages:\n  - role: user\n    content: a\n"))
            .Load();

        assembly.GetTypes().Where(t => t.GetField("Name") is not null).Select(t => (t.Name, t.GetField("Name")!.GetValue(null)))
            .Should().BeEquivalentTo([("Refund", (object)"refund"), ("Second", "Second"), ("ThirdV2", "third.v2")]);
    }

    [Theory]
    [InlineData("{{ticket}} {{ ticket }}", "ticket")]
    [InlineData("{{customer.name}} {{customer.address.city}}", "customerName, customerAddressCity")]
    [InlineData("{{passages.0}} {{passages.1}}", "passages0, passages1")]
    [InlineData("{{order-id}} {{order_id}} {{orderId}} {{OrderId}}", "orderId, order_id, orderId2, OrderId")]
    [InlineData("{{class}} {{string}} {{async}}", "class, string, async")]
    [InlineData("{{2nd}} {{-}} {{_}}", "_2nd, value, _")]
    [InlineData("no placeholder", "")]
    public void A_placeholder_becomes_a_parameter(string content, string parameters)
    {
        MethodInfo render = Rendering.Method(new Workshop().WithMessage(content).Load(), "Triage");

        string.Join(", ", render.GetParameters().Select(p => p.Name)).Should().Be(parameters);
    }

    [Theory]
    [InlineData("Shop", "", "Shop")]
    [InlineData("my-app.2.class", "", "my_app._2.class")]
    [InlineData("Shop", "Shop.Texts", "Shop.Texts")]
    [InlineData("", "", null)]
    public void The_namespace_is_the_projects_or_what_it_says(string root, string own, string? expected)
    {
        Assembly assembly = new Workshop().WithMessage("a").WithProperty("RootNamespace", root).WithProperty("LlmPromptNamespace", own).Load();

        assembly.GetTypes().Single(t => t.Name == "Prompts").Namespace.Should().Be(expected);
    }

    [Fact]
    public void Any_names_of_prompts_and_placeholders_compile()
    {
        Gen<string> names = Gen.Elements("a", "B", "_", "-", "1", "é", "ß", "class", "string", "render", "Prompt", "ǅ", "ʰ", "中", "٣", "name").NonEmptyListOf().Select(p => string.Concat(p)).Resize(5);
        Workshop workshop = new();
        int i = 0;
        foreach (string[] paths in Gen.Sample(names.ArrayOf(8), 200))
        {
            // Their class is unique; that two become one is told, see below.
            workshop.WithPrompt(
                $"description: \"</summary> & <{paths[0]}>\\r\\n\\u0085--*/\"\nmessages:\n  - role: user\n    content: \"{string.Concat(paths.Select(p => $"{{{{{p}.x}}}}{{{{{p}}}}}"))}\"\n",
                $"{i}", itemName: $"{paths[1]}-{i++}");
        }

        workshop.WithChat().Compile().Where(d => d.Id != "LLM0101").Should().BeEmpty();
    }

    [Theory]
    [InlineData("Shop")]
    [InlineData("")]
    [InlineData("System.Prompts")]
    [InlineData("LlmEval.Microsoft.string")]
    public void A_placeholder_may_be_called_as_what_the_code_uses(string root) =>
        new Workshop().WithChat().WithProperty("RootNamespace", root)
            .WithMessage("{{Render}}{{RenderChat}}{{ToChatMessages}}{{Prompts}}{{Triage}}{{PromptMessage}}{{PromptValue}}{{Shop}}{{System}}{{Microsoft}}{{global}}{{value}}{{messages}}{{options}}{{Name}}{{a}}{{a.b}}{{A}}")
            .WithMessage("{{System}}", "system").WithMessage("{{string}}", "string").WithMessage("{{a}}", "microsoft").WithMessage("{{a}}", "shop").WithMessage("{{a}}", "object")
            .Compile().Should().BeEmpty();

    [Fact]
    public void Two_prompts_that_become_one_name_are_told_and_the_first_keeps_it()
    {
        Workshop workshop = new Workshop().WithMessage("{{a}}", "ticket-triage").WithMessage("{{b}}", "ticket_triage");

        Diagnostic error = workshop.Generate().Diagnostics.Should().ContainSingle().Subject;

        error.Id.Should().Be("LLM0101");
        error.Location.GetLineSpan().Path.Should().Be("/shop/prompts/ticket_triage.prompt.yml");
        error.GetMessage(CultureInfo.InvariantCulture).Should().Be(
            "The prompts 'ticket_triage' and 'ticket-triage' both become 'Prompts.TicketTriage' in C#; the other is prompts/ticket-triage.prompt.yml. Rename one file or give its item the metadatum Name.");
        workshop.Generate().GeneratedTrees.Should().ContainSingle(t => t.FilePath.EndsWith("Prompts.TicketTriage.g.cs", StringComparison.Ordinal)).Which.ToString().Should().Contain("PromptValue a");
    }

    [Fact]
    public void Two_prompts_of_one_name_are_told_in_the_engines_words()
    {
        Diagnostic error = new Workshop().WithMessage("a", "old/triage").WithMessage("b", "triage").Generate().Diagnostics.Should().ContainSingle().Subject;

        error.Id.Should().Be("LLM1016");
        error.GetMessage(CultureInfo.InvariantCulture).Should().Be("There are two prompts 'triage'; the other is prompts/old/triage.prompt.yml. Rename one file or give its item the metadatum Name.");
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_two()
    {
        Assembly assembly = new Workshop().WithMessage("a", "ab").WithMessage("b", "a-b").Load();

        Rendering.Call(Rendering.Method(assembly, "Ab"), []).Should().Equal("user: a");
        Rendering.Call(Rendering.Method(assembly, "AB"), []).Should().Equal("user: b");
    }

    [Fact]
    public void A_file_that_is_listed_twice_is_one_prompt() => new Workshop().WithMessage("a").WithMessage("a").Compile().Should().BeEmpty();

    [Fact]
    public void Files_that_are_no_prompts_are_left_alone() =>
        new Workshop().WithText(new PromptText("/shop/other.prompt.yml", "{{{", isPrompt: false)).Generate().GeneratedTrees.Should().BeEmpty();
}
