using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.SourceGeneration.Tests;

public sealed class RenderTests
{
    private static readonly string[] Pieces =
    [
        "{{ticket}}", "{{ ticket }}", "{{customer.name}}", "{{items.0}}", "{{order-id}}", "{{class}}", "{{2nd}}", "{{größe}}", "{{_}}", "{{-}}", "{{{ticket}}}", @"\{{", @"\\{{ticket}}", "}}", "{", "}",
        "a", " ", "\n", "\r\n", "\"", "\\", "\\n", "é", "\U0001F600", "\u2028", "\u00AD", "\u200D", "\t", "\u0001", "$", "{0}", "\"\"\"", "//", "*/", "<b>&amp;", "\uFEFF", "ß{{ticket}}", "@",
    ];

    private static readonly Gen<string> Contents = Gen.Elements(Pieces).NonEmptyListOf().Select(p => string.Concat(p)).Where(c => c.Trim().Length > 0);

    private static readonly Gen<string> Texts = Gen.Elements("", "a", "{{ticket}}", "é\n", "\"", "\\", "\u0000", "\u001F", "\U0001F600", "null", "1", "</x>", "\u2028").ListOf().Select(p => string.Concat(p));

    [Fact]
    public void Every_prompt_says_the_same_through_the_engine_and_through_the_generated_method()
    {
        Gen<string[]> prompts = Contents.ArrayOf(3);
        string[][] messages = [.. Gen.Sample(prompts.Resize(20), 400).Where(m => PromptFile.Parse(Yaml(m), "p.yml", "p", new DiagnosticBag()) is not null).Take(150)];
        Workshop workshop = new();
        for (int i = 0; i < messages.Length; i++) { workshop.WithPrompt(Yaml(messages[i]), $"p{i}"); }

        Assembly assembly = workshop.Load();

        int compared = 0;
        for (int i = 0; i < messages.Length; i++)
        {
            PromptTemplate prompt = PromptFile.Parse(Yaml(messages[i]), "p.yml", "p", new DiagnosticBag())!;
            MethodInfo render = Rendering.Method(assembly, $"P{i}");
            string[] paths = [.. prompt.Variables.Select(v => v.Path).Distinct()];
            render.GetParameters().Should().HaveCount(paths.Length);
            foreach (string[] texts in Gen.Sample(Texts.ArrayOf(paths.Length), 10))
            {
                Dictionary<string, CaseValue> values = paths.Zip(texts).ToDictionary(p => p.First, p => CaseValue.OfText(p.Second));
                Rendering.Call(render, [.. texts.Select(t => Rendering.Value(assembly, t))]).Should().Equal(Rendering.Engine(prompt, values));
                compared++;
            }
        }

        compared.Should().Be(1500);
    }

    [Fact]
    public void Every_value_stands_as_the_engine_writes_it()
    {
        Assembly assembly = new Workshop().WithMessage("<{{ticket}}>").Load();
        PromptTemplate prompt = PromptFile.Parse("messages:\n  - role: user\n    content: \"<{{ticket}}>\"\n", "p.yml", "p", new DiagnosticBag())!;
        MethodInfo render = Rendering.Method(assembly, "Triage");
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "minus" };
            CultureInfo.CurrentCulture = odd;
            Prop.ForAll(Values(3).ToArbitrary(), value =>
            {
                // What the author of a suite would have written for this value, read by the engine.
                CaseValue written = CaseValue.From(LocatedJson.Parse(Encoding.UTF8.GetBytes(Rendering.Json(value)), "v.json", new DiagnosticBag())!, new DiagnosticBag())!;
                string[] engine = Rendering.Engine(prompt, new() { ["ticket"] = written });
                return Rendering.Call(render, [Rendering.Value(assembly, value)]).SequenceEqual(engine);
            }).QuickCheckThrowOnFailure();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_what_the_engine_makes_of_it()
    {
        Assembly assembly = new Workshop().WithMessage("{{ticket}}").Load();
        CaseValue list = CaseValue.OfItems([CaseValue.OfText("a\uD800b"), CaseValue.OfText("\uDC00")]);

        Rendering.Call(Rendering.Method(assembly, "Triage"), [Rendering.Value(assembly, new List<object?> { "a\uD800b", "\uDC00" })])
            .Should().Equal($"user: {list.ToText()}");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_finite_number_is_refused_as_by_the_engine(object number)
    {
        Assembly assembly = new Workshop().WithMessage("{{ticket}}").Load();

        Action convert = () => Rendering.Value(assembly, number);

        convert.Should().Throw<TargetInvocationException>().WithInnerException<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_value_that_is_null_is_missing_and_named()
    {
        Assembly assembly = new Workshop().WithMessage("{{customer.name}}").Load();

        Action render = () => Rendering.Call(Rendering.Method(assembly, "Triage"), [null]);

        render.Should().Throw<TargetInvocationException>().WithInnerException<ArgumentNullException>().WithMessage("The prompt 'triage' needs a value for 'customer.name'.*").And.ParamName.Should().Be("customerName");
    }

    private static string Yaml(string[] contents)
    {
        string[] roles = ["system", "user", "assistant"];
        return "messages:\n" + string.Concat(contents.Select((c, i) => $"  - role: {roles[i % 3]}\n    content: {JsonSerializer.Serialize(c)}\n"));
    }

    private static Gen<object?> Values(int depth)
    {
        Gen<object?> leaf = Gen.OneOf<object?>(
            Texts.Select(t => (object?)t),
            ArbMap.Default.GeneratorFor<bool>().Select(b => (object?)b),
            ArbMap.Default.GeneratorFor<int>().Select(n => (object?)n),
            ArbMap.Default.GeneratorFor<long>().Select(n => (object?)n),
            ArbMap.Default.GeneratorFor<ulong>().Select(n => (object?)n),
            ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(n => (object?)n),
            ArbMap.Default.GeneratorFor<float>().Where(float.IsFinite).Select(n => (object?)n),
            ArbMap.Default.GeneratorFor<decimal>().Select(n => (object?)n));
        return depth == 0 ? leaf : Gen.Frequency(
            (4, leaf),
            (1, Values(depth - 1).Or(Gen.Constant((object?)null)).ListOf().Select(l => (object?)l.ToList())),
            (1, Values(depth - 1).ListOf().Select(l => (object?)l.Select((v, i) => (Key: $"k\"{i}", v)).ToDictionary(p => p.Key, p => p.v))));
    }
}
