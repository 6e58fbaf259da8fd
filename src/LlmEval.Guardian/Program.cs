using System.Text.Json;
using LlmEval.Guardian;

// Started by a run, never by hand: the first line of standard input says what to start, its end says to stop.
using StreamReader input = new(Console.OpenStandardInput());
if (input.ReadLine() is not { } line || JsonSerializer.Deserialize(line, OrderContext.Default.Order) is not { } order)
{
    Console.Error.WriteLine("usage: a run of LlmEval starts this process and tells it on standard input what to start.");
    return 2;
}

return await new Guard(ProcessTree.Create()).RunAsync(order, input).ConfigureAwait(false);
