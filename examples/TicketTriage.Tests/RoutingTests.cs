using LlmEval.Engine;
using LlmEval.XunitV3;
using Xunit;

namespace TicketTriage.Tests;

/// <summary>The application's own code under test: prompt, model and what is made of the answer. LlmEval scores what it gives, and compares with the baseline.</summary>
public sealed class RoutingTests(LlmEvalFixture llm, RoutingTests.Running running) : IClassFixture<RoutingTests.Running>
{
    [LlmEvalTheory]
    [LlmEvalSuite("evals/routing.eval.yml")]
    public async Task Desk(LlmEvalCase item)
    {
        CaseResult result = await llm.EvaluateAsync(item, token => running.Service.RouteAsync(item["ticket"], token));

        result.Should().Pass().And.NotRegress();
    }

    /// <summary>The application, started once.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public TriageService Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Service = await TriageService.StartAsync();

        public ValueTask DisposeAsync()
        {
            Service.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
