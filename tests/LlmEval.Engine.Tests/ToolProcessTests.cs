namespace LlmEval.Engine.Tests;

/// <summary>Which processes are tools whose end is the end of what they started.</summary>
public sealed class ToolProcessTests
{
    [Theory]
    [InlineData("dotnet test a.csproj", true)]
    [InlineData("/usr/bin/dotnet /usr/share/dotnet/sdk/10.0.100/dotnet.dll test", true)]
    [InlineData("dotnet vstest a.dll", true)]
    [InlineData("/usr/share/dotnet/dotnet exec /usr/share/dotnet/sdk/10.0.100/vstest.console.dll a.dll", true)]
    [InlineData("/x/vstest.console a.dll", true)]
    [InlineData("/usr/share/dotnet/dotnet exec --depsfile a.deps.json testhost.dll --port 1", true)]
    [InlineData("dotnet run --project a.csproj -- test", false)]
    [InlineData("dotnet watch test", false)]
    [InlineData("dotnet MSBuild.dll /nodemode:1 /nodeReuse:true", null)]
    [InlineData("dotnet pwsh.dll", null)]
    [InlineData("dotnet", null)]
    [InlineData("bash -c test", null)]
    [InlineData("", null)]
    public void A_tool_is_known_by_its_command_line(string line, bool? runsTests) =>
        ToolProcess.RunsTestsOf(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().Be(runsTests);
}
