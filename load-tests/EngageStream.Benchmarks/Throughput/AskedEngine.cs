using System.Diagnostics;
using System.Globalization;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// An engine with somebody in its process who asks for users, at a rate that lines on standard input set (<c>1000 plain</c>,
/// <c>1000 explained</c>, <c>0 plain</c>). What an answer costs beyond the stream thread (decoding, JSON, explaining) is its
/// process's, too.
/// </summary>
internal static class AskedEngine
{
    /// <summary>The command of this program that runs it.</summary>
    public const string Command = "asked-engine";

    /// <summary>Runs until standard input ends or the process is told to stop.</summary>
    public static async Task<int> RunAsync(EngagementModel model, string bootstrap, string http, int partitions)
    {
        var options = new EngineOptions
        {
            ApplicationId = "bench-reads",
            Threads = 2,
            HttpListen = http,
            Topics = new TopicOptions { Partitions = partitions },
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = bootstrap },
        };
        await using EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, NullLoggerFactory.Instance);
        int rate = 0;
        bool explain = false;
        using var stop = new CancellationTokenSource();
        Task asking = AskAsync(engine, () => (Volatile.Read(ref rate), Volatile.Read(ref explain)), stop.Token);
        while (await Task.Run(System.Console.ReadLine) is { } line)
        {
            string[] words = line.Split(' ');
            Volatile.Write(ref explain, words[1] == "explained");
            Volatile.Write(ref rate, int.Parse(words[0], CultureInfo.InvariantCulture));
        }

        await stop.CancelAsync();
        await asking;
        return 0;
    }

    // Questions go out when they are due, whether or not the last ones are answered.
    private static async Task AskAsync(EngineHost engine, Func<(int Rate, bool Explain)> wanted, CancellationToken stop)
    {
        var random = new Random(1);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        long last = Stopwatch.GetTimestamp();
        double due = 0;
        while (await NextAsync(timer, stop))
        {
            (int rate, bool explain) = wanted();
            long now = Stopwatch.GetTimestamp();
            due += rate * Stopwatch.GetElapsedTime(last, now).TotalSeconds;
            last = now;
            for (; due >= 1; due--)
            {
                _ = engine.ReadUserAsync(ZipfEvents.Key(random.Next(PipeBench.Users)), explain, CancellationToken.None);
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
