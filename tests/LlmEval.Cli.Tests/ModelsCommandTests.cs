using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using LlmEval.Tests.Shared;

namespace LlmEval.Cli.Tests;

/// <summary><c>llmeval models</c>.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    private static readonly byte[] s_file = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
    private readonly ProjectFolder _project = new();
    private readonly HttpListener _server;
    private readonly string _address;

    public ModelsCommandTests()
    {
        (_server, int port) = LoopbackListener.Start();
        _address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
    }

    private static string Hash => Convert.ToHexStringLower(SHA256.HashData(s_file));

    private string InHome => Path.Combine(_project.Folder, "home", "models", Hash + ".gguf");

    public void Dispose()
    {
        _server.Close();
        _project.Dispose();
    }

    [Fact]
    public async Task Pull_fetches_what_is_missing_and_list_says_what_is_there()
    {
        WithModel(("Uri", _address + "a.gguf?key=topsecret"), ("Sha256", Hash));
        (await ModelsAsync("list")).Output.Should().Contain($"small: Llama, missing: {InHome} (fetch it with `llmeval models pull`)").And.Contain("scripted: Scripted\n");

        Task<HttpListenerContext> asked = _server.GetContextAsync();
        Task<CommandResult> pulling = ModelsAsync("pull");
        using (HttpListenerResponse response = (await asked).Response)
        {
            response.ContentLength64 = s_file.Length;
            await response.OutputStream.WriteAsync(s_file, TestContext.Current.CancellationToken);
        }

        CommandResult pulled = await pulling;

        pulled.Status.Should().Be(0, pulled.Errors);
        pulled.Output.Should().Be($"small: fetched: {InHome}\n");
        (pulled.Output + pulled.Errors).Should().NotContain("topsecret");
        (await ModelsAsync("pull", "SMALL")).Output.Should().Be($"small: there already: {InHome}\n");
        (await ModelsAsync("list")).Output.Should().Contain($"small: Llama, there: {InHome}, 100000 bytes, sha256 {Hash}, as the project says");
    }

    [Fact]
    public async Task An_address_without_a_hash_is_an_error_of_the_project()
    {
        WithModel(("Uri", _address + "a.gguf"));

        CommandResult result = await ModelsAsync("pull");

        result.Status.Should().Be(5);
        result.Errors.Should().Contain("error LLM1006").And.Contain("Sha256");
    }

    [Theory]
    [InlineData("smal", "LLM1015", "scripted, small")]
    [InlineData("scripted", "LLM1006", "no Uri")]
    public async Task A_name_that_cannot_be_fetched_is_told(string name, string code, string expected)
    {
        WithModel(("Path", "a.gguf"));

        CommandResult result = await ModelsAsync("pull", name);

        result.Status.Should().Be(5);
        result.Errors.Should().Contain(code).And.Contain(expected);
    }

    [Fact]
    public async Task With_nothing_to_fetch_it_says_so()
    {
        CommandResult result = await ModelsAsync("pull");

        result.Should().BeEquivalentTo(new { Status = 0, Output = "No model of the project has a Uri.\n" });
    }

    private Task<CommandResult> ModelsAsync(string command, params string[] names) =>
        _project.RunAsync(["models", command, "--manifest", Path.Combine(_project.Folder, "obj", "llmeval", "manifest.json"), .. names]);

    private void WithModel(params (string Name, string Value)[] metadata) => _project.Edit("obj/llmeval/manifest.json", "\"models\":[", "\"models\":[" + JsonSerializer.Serialize(new
    {
        name = "small",
        provider = "Llama",
        metadata = metadata.ToDictionary(m => m.Name, m => m.Value),
    }) + ",");
}
