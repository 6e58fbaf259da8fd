using System.Security.Cryptography;
using LlmEval.Llama.Downloads;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama.Tests.Downloads;

public sealed class ModelDownloaderTests : IDisposable
{
    private static readonly byte[] s_file = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7 / 3)).ToArray();
    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new(s_file);
    private readonly List<string> _said = [];

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_comes_whole_and_once_and_nothing_else_is_left()
    {
        LocalModelFile file = File();

        (await PullAsync(file)).Should().BeTrue();
        (await PullAsync(file)).Should().BeFalse();

        System.IO.File.ReadAllBytes(file.Path).Should().Equal(s_file);
        _server.Requests.Should().ContainSingle();
        Directory.GetFiles(Path.GetDirectoryName(file.Path)!).Should().ContainSingle();
        _said.Should().Contain(l => l.Contains("100%"));
    }

    [Fact]
    public async Task Without_a_path_the_file_lies_in_the_home_by_its_hash()
    {
        LocalModelFile file = File(path: null);

        await PullAsync(file);

        file.Path.Should().Be(_folder[Path.Combine("home", "models", Hash(s_file) + ".gguf")]);
        System.IO.File.Exists(file.Path).Should().BeTrue();
    }

    [Fact]
    public async Task A_cut_connection_goes_on_where_it_was_cut()
    {
        _server.Cuts.Enqueue(1_000_000);
        _server.Cuts.Enqueue(500_000);

        await PullAsync(File());

        System.IO.File.ReadAllBytes(_folder["model.gguf"]).Should().Equal(s_file);
        _server.Requests.Should().HaveCount(3);
        _server.Requests.Skip(1).Should().OnlyContain(r => r.Contains("bytes="));
    }

    [Fact]
    public async Task A_later_command_goes_on_with_what_an_earlier_one_left()
    {
        System.IO.File.WriteAllBytes(_folder["model.gguf.part"], s_file[..2_000_000]);

        await PullAsync(File());

        System.IO.File.ReadAllBytes(_folder["model.gguf"]).Should().Equal(s_file);
        _server.Requests.Should().ContainSingle().Which.Should().Contain("bytes=2000000-");
    }

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(2_000_000)]
    [InlineData(3_500_000)]
    public async Task What_was_begun_for_another_file_is_begun_anew(int length)
    {
        System.IO.File.WriteAllBytes(_folder["model.gguf.part"], new byte[length]);

        await PullAsync(File());

        System.IO.File.ReadAllBytes(_folder["model.gguf"]).Should().Equal(s_file);
    }

    [Fact]
    public async Task A_server_without_ranges_gives_it_from_the_start()
    {
        _server.KnowsRanges = false;
        System.IO.File.WriteAllBytes(_folder["model.gguf.part"], s_file[..2_000_000]);

        await PullAsync(File());

        System.IO.File.ReadAllBytes(_folder["model.gguf"]).Should().Equal(s_file);
    }

    [Fact]
    public async Task Another_file_than_the_pinned_one_is_never_put_in_place()
    {
        _server.File = [.. s_file[..^1], 1];

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => PullAsync(File()));

        diagnostic.Code.Should().Be(Diagnostics.WrongHash.Code);
        diagnostic.Location.Line.Should().Be(7);
        diagnostic.Message.Should().Contain(Hash(_server.File)).And.Contain(Hash(s_file));
        Directory.GetFiles(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_of_the_users_at_that_place_is_left_alone()
    {
        System.IO.File.WriteAllText(_folder["model.gguf"], "mine");

        (await Tests.DiagnosticOf(() => PullAsync(File()))).Code.Should().Be(Diagnostics.WrongHash.Code);

        System.IO.File.ReadAllText(_folder["model.gguf"]).Should().Be("mine");
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Two_at_once_fetch_it_once()
    {
        bool[] fetched = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PullAsync(File()))));

        fetched.Count(f => f).Should().Be(1);
        _server.Requests.Should().ContainSingle();
        System.IO.File.ReadAllBytes(_folder["model.gguf"]).Should().Equal(s_file);
    }

    [Fact]
    public async Task The_token_goes_to_its_server_only_and_into_no_message()
    {
        using FileServer other = new(s_file);
        _server.Answers.Enqueue(r => r.Redirect(other.Address + "?sig=topsecret"));

        await PullAsync(File(("UriTokenVariable", "MY_TOKEN")), name => name == "MY_TOKEN" ? "s3cr3t" : null);

        _server.Requests.Should().ContainSingle().Which.Should().EndWith("Bearer s3cr3t");
        other.Requests.Should().ContainSingle().Which.Should().EndWith(" -");
        _said.Should().NotContain(l => l.Contains("s3cr3t") || l.Contains("topsecret"));
    }

    [Fact]
    public async Task A_token_that_is_not_set_is_named()
    {
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => PullAsync(File(("UriTokenVariable", "MY_TOKEN"))));

        diagnostic.Code.Should().Be(Diagnostics.ModelMissing.Code);
        diagnostic.Message.Should().Contain("MY_TOKEN");
        _server.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(401, "UriTokenVariable")]
    [InlineData(404, "Correct the Uri")]
    public async Task A_refusal_is_an_error_with_the_mend(int status, string mend)
    {
        _server.Answers.Enqueue(r => r.StatusCode = status);

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => PullAsync(File()));

        diagnostic.Code.Should().Be(Diagnostics.EndpointRefuses.Code);
        diagnostic.Message.Should().Contain($"{status}").And.Contain(mend);
        _server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Redirects_have_an_end_and_never_leave_https()
    {
        for (int i = 0; i < 20; i++) { _server.Answers.Enqueue(r => r.Redirect(_server.Address)); }

        (await Tests.DiagnosticOf(() => PullAsync(File()))).Message.Should().Contain("redirected more than 10 times");
        _server.Answers.Clear();
        _server.Answers.Enqueue(r => r.Redirect("http://example.com/x?key=topsecret"));
        (await Tests.DiagnosticOf(() => PullAsync(File()))).Message.Should().Contain("which is not HTTPS").And.NotContain("topsecret");
    }

    [Fact]
    public async Task Trouble_of_a_server_is_tried_again()
    {
        _server.Answers.Enqueue(r => r.StatusCode = 503);

        (await PullAsync(File())).Should().BeTrue();

        _server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_does_not_fit_the_disk_is_not_begun()
    {
        _server.Answers.Enqueue(r =>
        {
            r.ContentLength64 = long.MaxValue / 2;
            r.OutputStream.Write(s_file, 0, 10);
            r.Abort();
        });

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => PullAsync(File()));

        diagnostic.Message.Should().Contain("are free");
        Directory.GetFiles(_folder.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://example.com/a.gguf", "https://")]
    [InlineData("file:///etc/passwd", "https://")]
    [InlineData("https://user:word@example.com/a.gguf", "UriTokenVariable")]
    [InlineData("a.gguf", "https://")]
    public void Only_https_without_passwords_is_an_address(string uri, string mend)
    {
        DiagnosticBag diagnostics = new();

        LocalModelFile.Read(Tests.Model(null, ("Uri", uri), ("Sha256", Hash(s_file))), _folder.Path, _folder["home"], diagnostics);

        diagnostics.Items.Should().ContainSingle().Which.Message.Should().Contain(mend).And.NotContain("word@");
    }

    [Fact]
    public void An_address_without_a_hash_is_refused_because_what_lies_there_may_change()
    {
        DiagnosticBag diagnostics = new();

        new LlamaModelProvider().Validate(Tests.Model("a.gguf", ("Uri", _server.Address)), Tests.Context(_folder["home"], _folder["output"]), diagnostics);

        diagnostics.Items.Should().ContainSingle().Which.Should().Match<Diagnostic>(d => d.Code == Diagnostics.MissingKey.Code && d.Location.Line == 7 && d.Message.Contains("Sha256"));
    }

    [Fact]
    public async Task A_run_never_fetches_and_says_what_does()
    {
        ModelSpec model = Tests.Model(null, ("Uri", _server.Address), ("Sha256", Hash(s_file)));

        Diagnostic diagnostic = await Tests.DiagnosticOf(() =>
            new LlamaModelProvider().StartAsync(model, Tests.Context(_folder["home"], _folder["output"]), Tests.Token).AsTask());

        diagnostic.Code.Should().Be(Diagnostics.ModelMissing.Code);
        diagnostic.Message.Should().Contain("llmeval models pull");
        _server.Requests.Should().BeEmpty();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private LocalModelFile File(params (string Name, string Value)[] metadata) => File("model.gguf", metadata);

    private LocalModelFile File(string? path, params (string Name, string Value)[] metadata)
    {
        DiagnosticBag diagnostics = new();
        LocalModelFile? file = LocalModelFile.Read(
            Tests.Model(path, [("Uri", _server.Address), ("Sha256", Hash(s_file)), .. metadata]), _folder.Path, _folder["home"], diagnostics);
        diagnostics.Items.Should().BeEmpty();
        return file!;
    }

    private async Task<bool> PullAsync(LocalModelFile file, Func<string, string?>? environment = null)
    {
        using ModelDownloader downloader = new(_folder["home"], environment ?? (static _ => null), line => { lock (_said) { _said.Add(line); } }, TimeProvider.System);
        return await downloader.PullAsync(file, Tests.Token);
    }
}
