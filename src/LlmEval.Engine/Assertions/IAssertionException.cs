namespace LlmEval.Engine;

/// <summary>Marks the failure of an assertion: xunit.v3 knows an interface of this name and tells such a test as failed, not as broken.</summary>
public interface IAssertionException;
