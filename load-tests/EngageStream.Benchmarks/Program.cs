using System.Globalization;
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
      pipe [EVENTS] [GUARANTEE]
                      load source, embedded broker and engine on this machine (default 3,000,000 events, exactly-once)
      latency [RATE] [GUARANTEE]
                      event to committed trigger, at a rate (default 50,000 events/s), in a burst of ten times that, and after it
      reads [EVENTS] [RATE]
                      the pipe without, with plain and with explained questions about users (default 1,000,000 events a round,
                      1,000 questions/s)
      restore [USERS] users restored a second from the state log (default 1,000,000)
      stops [STOPS] [BUSY] [LOGS]
                      how long planned stops leave partitions idle (default 60 stops while all is quiet and 60 in the middle of
                      rebalances, with 0 processors kept busy by others), and the engines' logs in the folder LOGS
      idle [USERS]    process memory of an engine with idle users (default 1,000,000)
      active [USERS] [MB]
                      process memory with every twentieth user active (default 1,000,000), without a limit and with one
                      (default 100 MB) that sends the others to a scratch file
      users [visits] [USERS …]
                      core cost per event, commits included, without Kafka (default with 10,000, 1,000,000 and 10,000,000 users), each
                      event of somebody else, or in visits of about three events
      engine-users [visits] [USERS …]
                      the same for the whole engine's process, on Kafka, exactly once (default with 10,000 and 10,000,000 users)
      timers [COUNT]  memory and cost of pending timers (default 10,000,000)
      redis [PROFILES] [BATCH] [SETTING…]
                      profiles a second from the topic into a local redis-server (default 500,000, in batches of 500);
                      SETTING is one of the projection's, such as redis.risk.everybody=on
      micro [ARGS]    BenchmarkDotNet benchmarks; ARGS are BenchmarkDotNet's, such as --filter '*Parser*'

    Example: ./engage bench core
    """;

string root = Environment.GetEnvironmentVariable("ENGAGE_ROOT") ?? Directory.GetCurrentDirectory();
string playbook = Path.Combine(root, "playbooks", "starter.yaml");
if (args.FirstOrDefault() != "micro" && args.Any(argument => argument is "--help" or "-h"))
{
    System.Console.WriteLine(Help);
    return 0;
}

try
{
    return await RunAsync();
}
catch (UsageException error)
{
    System.Console.Error.WriteLine($"bench {args[0]}: {error.Message}; see ./engage bench --help");
    return 2;
}

async Task<int> RunAsync()
{
    switch (args.FirstOrDefault())
    {
        case "core":
            return CoreThroughput.Run(PlaybookFile.Load(playbook).Model!);
        case "pipe":
            return await PipeBench.RunThroughputAsync(playbook, PlaybookFile.Load(playbook).Model!, Number(3_000_000), Text("exactly-once", 2));
        case "latency":
            return await PipeBench.RunLatencyAsync(playbook, Number(50_000), Text("exactly-once", 2));
        case "reads":
            return await PipeBench.RunReadsAsync(playbook, Number(1_000_000), Number(1_000, 2));
        case AskedEngine.Command:
            return await AskedEngine.RunAsync(PlaybookFile.Load(playbook).Model!, args[1], args[2], Number(0, 3));
        case "restore":
            return await PipeBench.RunRestoreAsync(playbook, Number(1_000_000));
        case "stops":
            return await StopBench.RunAsync(PlaybookFile.Load(playbook).Model!, Number(60), Number(0, 2), args.ElementAtOrDefault(3));
        case "idle":
            return await PipeBench.RunIdleMemoryAsync(playbook, Number(1_000_000));
        case "active":
            return await PipeBench.RunActiveMemoryAsync(playbook, Number(1_000_000), Number(100, 2));
        case "users":
            return UserScaling.Run(PlaybookFile.Load(playbook).Model!, Populations(10_000, 1_000_000, 10_000_000), InVisits());
        case "engine-users":
            return await PipeBench.RunUsersAsync(playbook, PlaybookFile.Load(playbook).Model!, Populations(10_000, 10_000_000), InVisits());
        case "timers":
            return PendingTimers.Run(Number(10_000_000));
        case "redis":
            return await RedisBench.RunAsync(Number(500_000), Number(500, 2), args.Length > 3 ? args[3..] : []);
        case "micro":
            // In process: the generated project that BenchmarkDotNet builds otherwise knows nothing of this repository's output folder.
            IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).AsDefault());
            BenchmarkSwitcher.FromAssembly(typeof(ZipfEvents).Assembly).Run(args[1..], config);
            return 0;
        case null or "help":
            System.Console.WriteLine(Help);
            return 0;
        default:
            System.Console.Error.WriteLine($"unknown benchmark '{args[0]}'; expected core, pipe, latency, reads, restore, stops, idle, active, users, engine-users, timers, redis or micro");
            return 2;
    }
}

bool InVisits() => args.ElementAtOrDefault(1) == "visits";

int[] Populations(params int[] otherwise) => args.Length > (InVisits() ? 2 : 1) ? [.. args[(InVisits() ? 2 : 1)..].Select(Whole)] : otherwise;

string Text(string otherwise, int place) => args.Length > place ? args[place] : otherwise;

int Number(int otherwise, int place = 1) => args.Length > place ? Whole(args[place]) : otherwise;

static int Whole(string text) => int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int number)
    ? number
    : throw new UsageException($"'{text}' is no whole number");

file sealed class UsageException(string message) : Exception(message);
