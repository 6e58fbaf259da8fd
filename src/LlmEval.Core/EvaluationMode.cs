namespace LlmEval;

/// <summary>How far an evaluation goes.</summary>
public enum EvaluationMode
{
    /// <summary>Prompts, suites and data are checked; nothing is judged.</summary>
    Validate,

    /// <summary>What the cache and the baselines hold is judged; no model is started, no network is used.</summary>
    Cached,

    /// <summary>As <see cref="Cached"/>, with the questions that <see cref="Run"/> would put: says what a run would draw, and draws nothing.</summary>
    Plan,

    /// <summary>What is missing is drawn, then judged.</summary>
    Run,
}
