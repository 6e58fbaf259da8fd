namespace LlmEval.Build.Tests.Sandbox;

/// <summary>What a command left.</summary>
internal sealed record CommandResult(int ExitCode, string Output);
