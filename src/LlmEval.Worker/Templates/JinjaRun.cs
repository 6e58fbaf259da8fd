namespace LlmEval.Worker.Templates;

/// <summary>
/// What one rendering may use. A template comes with a file from anywhere: it must not hang the run nor fill its memory, so every step and
/// every character that it makes is counted.
/// </summary>
internal sealed class JinjaRun
{
    private const long MostSteps = 10_000_000;
    private const long MostCharacters = 64L << 20;
    private const int Deepest = 300;

    private long _steps;
    private long _characters;
    private int _depth;

    /// <summary>The line that is being rendered, for messages.</summary>
    public int Line { get; set; }

    /// <summary>An error at the line.</summary>
    public JinjaException Fail(string reason) => new(Line, reason);

    /// <summary>Counts work.</summary>
    public void Step(long steps = 1)
    {
        _steps += steps;
        if (_steps > MostSteps) { throw Fail("it does not come to an end"); }
    }

    /// <summary>Counts characters or items that are about to be made.</summary>
    public void Grow(long characters)
    {
        _characters += characters;
        if (_characters > MostCharacters) { throw Fail("it makes too much text"); }
    }

    /// <summary>Counts a search of one text in another.</summary>
    public void Search(string text, string part) => Step(1 + ((long)text.Length * Math.Max(1, part.Length) / 1024));

    /// <summary>Enters a level of nesting; <see cref="Leave"/> must follow.</summary>
    public void Enter()
    {
        Step();
        if (++_depth > Deepest || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Fail("it is nested too deeply");
        }
    }

    public void Leave() => _depth--;
}
