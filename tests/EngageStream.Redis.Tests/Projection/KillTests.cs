using System.Diagnostics;
using System.Globalization;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Projection;

[Collection(OutageCollection.Name)]
public sealed class KillTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    [Fact]
    public async Task A_projection_killed_midway_goes_on_where_it_was_and_ends_as_an_undisturbed_one()
    {
        var random = new Random(11);
        await Topic.AddRandomAsync(random, 300, 12_000);
        for (int kill = 0; kill < 3; kill++)
        {
            using Process process = StartProcess();
            long goal = await ProjectedAsync() + random.Next(200, 2_500);
            await UntilAsync(async () => process.HasExited || await ProjectedAsync() >= goal);
            Assert.False(process.HasExited, "The process ended by itself.");
            process.Kill();
            await process.WaitForExitAsync();
            Assert.InRange(await ProjectedAsync(), goal, Topic.Count - 1);
        }

        await ProjectAsync();
        await AssertProjectedAsync();
        await AssertEachOnceAsync();
    }

    private async Task<long> ProjectedAsync()
    {
        RedisValue[] records = await Task.WhenAll(Enumerable.Range(0, ProfilesTopic.Partitions).Select(
            partition => Database.HashGetAsync($"{Prefix}position:{partition}", "records")));
        return records.Sum(count => count.IsNull ? 0 : (long)count);
    }

    private Process StartProcess()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "engagestream.dll");
        string[] settings =
        [
            $"kafka.bootstrap.servers={Fixture.Kafka.Servers}", $"topics.prefix={Topic.Name[..^"profiles".Length]}",
            $"application.id={Topic.Name}-killed", "kafka.session.timeout.ms=1000", "http.listen=", $"redis.servers={Fixture.Redis.Address}",
            $"redis.prefix={Prefix}", string.Create(CultureInfo.InvariantCulture, $"redis.batch={5}"),
        ];
        var start = new ProcessStartInfo("dotnet", [program, "project", "redis", .. settings.SelectMany(setting => new[] { "--set", setting })])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}
