using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class SchemaTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("""{ "name": "greeting", "strict": true, "schema": { "type": "object" } }""", "greeting")]
    [InlineData("""{ "type": "object" }""", null)]
    public async Task A_schema_in_GitHub_s_wrapper_and_a_bare_one_are_the_same_to_a_model(string written, string? name)
    {
        Listening provider = new();
        _project.Provider = provider;
        _project.Write("prompts/greet.prompt.yml", _project.Read("prompts/greet.prompt.yml") + $"\nresponseFormat: json_schema\njsonSchema: '{written}'\n");

        (await _project.RunAsync()).Diagnostics.Should().NotContain(d => d.IsError);

        ChatResponseFormatJson asked = provider.Asked.Should().BeOfType<ChatResponseFormatJson>().Subject;
        asked.Schema!.Value.ToString().Should().Be("""{"type":"object"}""");
        asked.SchemaName.Should().Be(name);
    }

    private sealed class Listening : IModelProvider
    {
        private readonly ScriptedModelProvider _inner = new();

        public ChatResponseFormat? Asked { get; private set; }

        public string Name => _inner.Name;

        public IReadOnlyCollection<string> KnownMetadata => _inner.KnownMetadata;

        public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => _inner.Validate(model, context, diagnostics);

        public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) =>
            _inner.IdentifyAsync(model, context, cancellationToken);

        public async ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) =>
            new Client(await _inner.StartAsync(model, context, cancellationToken), o => Asked = o?.ResponseFormat);

        public int Concurrency(ModelSpec model) => 1;
    }

    private sealed class Client(IChatClient inner, Action<ChatOptions?> hear) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            hear(options);
            return base.GetResponseAsync(messages, options, cancellationToken);
        }
    }
}
