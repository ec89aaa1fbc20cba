using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>
/// An Apache Kafka that is started from the scripts of its distribution (KRaft mode, without ZooKeeper) on free ports, with its
/// data in a folder of its own. It is killed when it is disposed of, and when this process ends in whatever way.
/// </summary>
internal sealed class KafkaDistribution : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Kills what it started, and deletes its folder, when its input ends, which the operating system sees to in whatever way
    // this process ends.
    private const string Supervise = """
        exec 3<&0
        bash "$0" "$@" 3<&- &
        p=$!
        { cat <&3; kill -9 $p; while kill -0 $p; do sleep 0.05; done; rm -rf "$ENGAGE_TEST_DELETE"; } >/dev/null 2>&1 &
        wait $p
        """;

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly OutputTail _output;

    private KafkaDistribution(DirectoryInfo folder, Process process, OutputTail output, int port)
    {
        _folder = folder;
        _process = process;
        _output = output;
        Servers = $"127.0.0.1:{port}";
    }

    /// <summary>Where clients connect.</summary>
    public string Servers { get; }

    /// <summary>The version that the distribution's jar names; <c>of unknown version</c> where there is none.</summary>
    public static string VersionIn(string home)
    {
        string libraries = Path.Combine(home, "libs");
        string? jar = Directory.Exists(libraries) ? Directory.GetFiles(libraries, "kafka-clients-*.jar").FirstOrDefault() : null;
        return jar is null ? "of unknown version" : Path.GetFileNameWithoutExtension(jar)["kafka-clients-".Length..];
    }

    /// <summary>Formats a storage folder, starts the server and waits until it answers.</summary>
    /// <param name="home">The distribution's folder, which has <c>bin/kafka-server-start.sh</c>.</param>
    /// <exception cref="InvalidOperationException">It is no distribution, or it did not start; with what it said.</exception>
    public static async Task<KafkaDistribution> StartAsync(string home)
    {
        string Script(string name) => Path.Combine(home, "bin", name) is var path && File.Exists(path)
            ? path : throw new InvalidOperationException($"{home} is no Apache Kafka distribution: there is no bin/{name}");
        string format = Script("kafka-storage.sh");
        string start = Script("kafka-server-start.sh");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("engage-apache-");
        string properties = Path.Combine(folder.FullName, "server.properties");
        (int port, int controllerPort) = FreePorts();
        await File.WriteAllTextAsync(properties, ServerProperties.For(port, controllerPort, Path.Combine(folder.FullName, "logs")));
        string clusterId = Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('+', 'A').Replace('/', 'B');
        (Process formatting, OutputTail said) = Run(folder, "", format, "format", "--cluster-id", clusterId, "--config", properties);
        await formatting.WaitForExitAsync();
        if (formatting.ExitCode != 0)
        {
            throw new InvalidOperationException($"{format} ended with {formatting.ExitCode}:\n{said}");
        }

        formatting.StandardInput.Close();
        formatting.Dispose();
        (Process server, OutputTail output) = Run(folder, folder.FullName, start, properties);
        var kafka = new KafkaDistribution(folder, server, output, port);
        try
        {
            await kafka.AwaitReadyAsync();
            return kafka;
        }
        catch
        {
            kafka.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        if (Directory.Exists(_folder.FullName))
        {
            _folder.Delete(recursive: true);
        }
    }

    private static (Process Process, OutputTail Output) Run(DirectoryInfo folder, string deleteAtEnd, params string[] command)
    {
        var start = new ProcessStartInfo("bash", ["-c", Supervise, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ENGAGE_TEST_DELETE"] = deleteAtEnd;
        start.Environment["LOG_DIR"] = Path.Combine(folder.FullName, "server-logs");
        start.Environment.TryAdd("KAFKA_HEAP_OPTS", "-Xmx512m");
        Process process = Process.Start(start)!;
        return (process, new OutputTail(process));
    }

    private static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private async Task AwaitReadyAsync()
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers })
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        for (var waiting = Stopwatch.StartNew(); ;)
        {
            try
            {
                if (admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count > 0)
                {
                    return;
                }
            }
            catch (KafkaException) when (!_process.HasExited && waiting.Elapsed < Patience)
            {
                // Not yet.
            }
            catch (KafkaException)
            {
                throw new InvalidOperationException($"Apache Kafka does not answer on {Servers}; it said:\n{_output}");
            }

            await Task.Delay(50);
        }
    }
}
