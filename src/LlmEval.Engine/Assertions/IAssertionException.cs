namespace LlmEval.Engine;

#pragma warning disable CA1711 // it is the name that counts
/// <summary>Marks the failure of an assertion: xunit.v3 knows an interface of this name and tells such a test as failed, not as broken.</summary>
public interface IAssertionException;
#pragma warning restore CA1711
