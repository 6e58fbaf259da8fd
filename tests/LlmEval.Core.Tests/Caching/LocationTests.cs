using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class LocationTests
{
    private static readonly string s_root = Path.GetFullPath("/somewhere");

    [Fact]
    public void The_property_wins_over_the_variable_and_that_over_the_home()
    {
        string[] names = [Path.Combine(s_root, "p"), Path.Combine(s_root, "c"), Path.Combine(s_root, "h")];
        string? All(string name) => name switch { "LLMEVAL_CACHE_DIR" => names[1], "LLMEVAL_HOME" => names[2], _ => null };

        CacheLocation.Resolve(names[0], All).Should().Be(names[0]);
        CacheLocation.Resolve("", All).Should().Be(names[1]);
        CacheLocation.Resolve(null, name => name == "LLMEVAL_HOME" ? names[2] : "").Should().Be(Path.Combine(names[2], "cache"));
        CacheLocation.Resolve(null, _ => null, s_root).Should().Be(Path.Combine(s_root, "llmeval", "cache"));
        HomeLocation.Resolve(All, s_root).Should().Be(names[2]);
    }

    [Fact]
    public void The_platforms_folder_is_the_default()
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

        HomeLocation.Resolve(_ => null).Should().Be(Path.Combine(data, "llmeval"));
    }

    [Fact]
    public void A_machine_without_a_home_is_told_what_to_set()
    {
        LlmEvalException error = FluentActions.Invoking(() => CacheLocation.Resolve(null, _ => null, string.Empty)).Should().Throw<LlmEvalException>().Which;

        error.Diagnostic.Code.Should().Be("LLM3007");
        error.Message.Should().Contain("LLMEVAL_HOME");
    }
}
