using LlmEval.Running;
using Spectre.Console;

namespace LlmEval.Cli.Observers;

/// <summary>A bar a suite and model on a terminal.</summary>
internal sealed class TerminalObserver : IRunObserver
{
    private readonly ProgressContext _context;
    private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

    private TerminalObserver(ProgressContext context) => _context = context;

    /// <summary>Shows bars on standard error while <paramref name="work"/> runs; standard output stays the report's.</summary>
    public static async Task<TResult> ShowAsync<TResult>(Func<IRunObserver, Task<TResult>> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new TerminalObserver(context))).ConfigureAwait(false);
    }

    public void Progress(RunProgress progress)
    {
        lock (_tasks)
        {
            string name = $"{progress.Suite} x {progress.Model}";
            if (!_tasks.TryGetValue(name, out ProgressTask? task))
            {
                task = _context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, progress.Total));
                _tasks.Add(name, task);
            }

            task.Value = progress.Done;
            task.Description = Markup.Escape($"{name} ({progress.Done}/{progress.Total}, {progress.Drawn} drawn)");
        }
    }

    public void Report(string line)
    {
        lock (_tasks) { Console.Error.WriteLine(line); }
    }
}
