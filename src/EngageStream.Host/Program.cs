using EngageStream.Host.Cli;

return await CommandLine.RunAsync(args, CommandContext.OfProcess());
