using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EngageStream.Benchmarks.Throughput;
using EngageStream.Playbooks;

const string Help = """
    EngageStream's benchmarks. Each prints its baseline of the same run beside it.

    Usage: ./engage bench COMMAND
      core            parse and update 200,000 users on one thread, without Kafka
      pipe [EVENTS]   load source, embedded broker and engine on this machine (default 3,000,000 events)
      idle [USERS]    process memory of an engine with idle users (default 1,000,000)
      micro [ARGS]    BenchmarkDotNet benchmarks; ARGS are BenchmarkDotNet's, such as --filter '*Parser*'

    Example: ./engage bench core
    """;

string root = Environment.GetEnvironmentVariable("ENGAGE_ROOT") ?? Directory.GetCurrentDirectory();
string playbook = Path.Combine(root, "playbooks", "starter.yaml");
switch (args.FirstOrDefault())
{
    case "core":
        return CoreThroughput.Run(PlaybookFile.Load(playbook).Model!);
    case "pipe":
        return await PipeBench.RunThroughputAsync(playbook, PlaybookFile.Load(playbook).Model!, Number(3_000_000));
    case "idle":
        return await PipeBench.RunIdleMemoryAsync(playbook, Number(1_000_000));
    case "micro":
        // In process: the generated project that BenchmarkDotNet builds otherwise knows nothing of this repository's output folder.
        IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).AsDefault());
        BenchmarkSwitcher.FromAssembly(typeof(ZipfEvents).Assembly).Run(args[1..], config);
        return 0;
    case null or "--help" or "-h" or "help":
        Console.WriteLine(Help);
        return 0;
    default:
        Console.Error.WriteLine($"unknown benchmark '{args[0]}'; expected core, pipe, idle or micro");
        return 2;
}

int Number(int otherwise) =>
    args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
