namespace LlmEval.Running;

/// <summary>Is told how a run goes.</summary>
public interface IRunObserver
{
    /// <summary>A case is done.</summary>
    void Progress(RunProgress progress);

    /// <summary>One line of news: waiting for a device, installing a library, what a run will cost ...</summary>
    void Report(string line);
}
