using System.CommandLine;
using EngageStream.Host.Cli;
using EngageStream.Host.Projections;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Projection;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream project</c>: profiles into stores where other services look them up.</summary>
internal static class ProjectCommand
{
    private const string Details = """
        Keeps in Redis what the profiles topic says, until Ctrl+C: a hash for each person, sets of people by stage and risk band,
        sorted sets by risk. docs/redis.md has the keys. Settings are those of `engagestream run`, redis.* among them; no playbook
        is needed. Where Redis is away it waits, and catches up afterwards. Start more to share the partitions; an engine with
        redis.servers and without redis.projection=off projects by itself.

        --rebuild has everything projected anew from the start of the topic, by all processes that project; the old answers stay
        until then, and who is not in the topic any more is gone at the end. /metrics and /readyz are served on http.listen.
        """;

    private const string Example = """
        engagestream project redis --config engage.yaml --set redis.servers=127.0.0.1:6379
        engagestream project redis --rebuild --once --config engage.yaml
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context) => new("project", "Projects profiles to other stores.") { Redis(context) };

    private static DocumentedCommand Redis(CommandContext context)
    {
        var rebuild = new Option<bool>("--rebuild") { Description = "Begin at the start of the topic, while the old answers stay" };
        var once = new Option<bool>("--once") { Description = "End when Redis has all that the topic holds at this moment" };
        var settings = new EngineSettings();
        var command = new DocumentedCommand("redis", "Projects profiles to Redis.", Details, Example) { rebuild, once };
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            EngineOptions options = settings.Load(parsed, context, playbook: false);
            RedisOptions redis = RedisSettings.Of(options);
            if (!redis.IsUsed)
            {
                throw new CommandException(ExitCode.Invalid, "redis.servers: is missing; name a server, such as 127.0.0.1:6379");
            }

            bool begin = parsed.GetValue(rebuild);
            bool end = parsed.GetValue(once);
            return await KafkaFaults.TranslateAsync(options, () => RunAsync(context, options, redis, begin, end, cancellation))
                .ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, EngineOptions options, RedisOptions redis, bool rebuild, bool once, CancellationToken cancellation)
    {
        using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Information);
        ILogger logger = logs.CreateLogger("EngageStream.Redis");
        ProjectionSource source = RedisSettings.Source(options);
        try
        {
            if (rebuild)
            {
                await RedisProjection.RebuildAsync(redis, source, context.Time, logger, cancellation).ConfigureAwait(false);
            }

            await using RedisProjection projection = RedisProjection.Start(redis, source, context.Time, logger);
            await using MetricsEndpoint? endpoint = await MetricsEndpoint.StartAsync(
                options.HttpListen, meter => meter.Name == RedisProjection.MeterName || meter.Name == "System.Runtime",
                () => !projection.Completion.IsFaulted, () => projection.IsReady, logs, cancellation).ConfigureAwait(false);
            Task end = once ? projection.CaughtUpAsync(cancellation) : Interruption.Of(cancellation);
            await TellAsync(context, projection, Task.WhenAny(end, projection.Completion)).ConfigureAwait(false);
            await projection.StopAsync().ConfigureAwait(false);
            await projection.Completion.ConfigureAwait(false);
            await end.ConfigureAwait(false);
            await context.Out.WriteLineAsync(FormattableString.Invariant(
                $"{projection.Figures.Written:N0} profiles of {source.Topic} written to Redis.")).ConfigureAwait(false);
            return (int)ExitCode.Success;
        }
        catch (RedisRefusedException fault)
        {
            throw new CommandException(ExitCode.Invalid, fault.Message);
        }
    }

    private static async Task TellAsync(CommandContext context, RedisProjection projection, Task end)
    {
        var line = new ProgressLine(context);
        long told = -1;
        while (await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(1), context.Time)).ConfigureAwait(false) != end)
        {
            ProjectionFigures figures = projection.Figures;
            if (figures.Written != told)
            {
                line.Offer(() =>
                {
                    told = figures.Written;
                    return FormattableString.Invariant($"{figures.Written:N0} profiles written, {figures.Lag:N0} records behind");
                });
            }
        }
    }
}
