using LlmEval.Cli.Commands;
using LlmEval.Cli.Hosting;

return await CommandHost.RunAsync(RootCommands.Create(), args).ConfigureAwait(false);
