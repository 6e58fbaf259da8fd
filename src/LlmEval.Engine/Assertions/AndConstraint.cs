namespace LlmEval.Engine;

/// <summary>An assertion that held; <see cref="And"/> begins the next one.</summary>
/// <typeparam name="T">The assertions.</typeparam>
/// <param name="And">The assertions on the same result.</param>
public readonly record struct AndConstraint<T>(T And);
