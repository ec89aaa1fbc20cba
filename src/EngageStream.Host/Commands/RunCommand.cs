using System.CommandLine;
using EngageStream.Console.Hosting;
using EngageStream.Domain.Model;
using EngageStream.Host.Api;
using EngageStream.Host.Audit;
using EngageStream.Host.Cli;
using EngageStream.Host.Projections;
using EngageStream.Host.Telemetry;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Projection;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream run</c>: the engine.</summary>
internal static class RunCommand
{
    private const string Details = """
        Runs the engine until Ctrl+C, which commits and leaves the consumer group. Settings come from a YAML file (dotted or
        nested keys), from environment variables (ENGAGE_ and the key in capitals with _ for each dot: kafka.bootstrap.servers
        is ENGAGE_KAFKA_BOOTSTRAP_SERVERS) and from --set; the later wins. A relative playbook path in the file is relative to
        the file. Instead of a key K, K.file can name a file that holds its value, as is best for secrets (docs/security.md). All
        keys are listed in docs/configuration.md. Everything is checked before the engine starts.
        """;

    private const string Example = """
        engagestream run --config engage.yaml
        engagestream run --set kafka.bootstrap.servers=127.0.0.1:9092 --set playbook=playbooks/starter.yaml
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var settings = new EngineSettings();
        var command = new DocumentedCommand("run", "Runs the engine.", Details, Example);
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            EngineOptions options = settings.Load(parsed, context);
            EngagementModel model = PlaybookCommand.Load(options.PlaybookPath);
            ApiOptions? api = ApiHost.Settings(options);
            using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Information);
            using OtlpTelemetry? telemetry = OtlpTelemetry.Start(options, context.Environment, context.Time, logs);
            await using EngineHost engine = await StartAsync(options, model, context.Time, logs, cancellation).ConfigureAwait(false);
            await using var recorded = new StartRecord(options, model, context.Time, logs);
            await using RedisProjection? projection = Project(options, context.Time, logs);
            await using RedisUserIndex? index = api is null ? null : RedisUserIndex.Of(options);
            await using ApiHost? served = api is null ? null
                : await ApiHost.StartAsync(api, options, model, engine, index, context.Time, logs).ConfigureAwait(false);
            await Task.WhenAny(engine.Completion, recorded.Refused, Interruption.Of(cancellation)).ConfigureAwait(false);
            await engine.StopAsync().ConfigureAwait(false);
            recorded.Require();
            await RequireSoundAsync(engine).ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    // A thread of its own, for which the engine never waits: whatever becomes of Redis is told in the log and in metrics.
    private static RedisProjection? Project(EngineOptions options, TimeProvider time, ILoggerFactory logs)
    {
        RedisOptions redis = RedisSettings.Of(options);
        return redis.IsUsed && redis.ProjectInRun
            ? RedisProjection.Start(redis, RedisSettings.Source(options), time, logs.CreateLogger("EngageStream.Redis"))
            : null;
    }

    /// <summary>Starts an engine, or ends with the reason for which it refuses.</summary>
    public static async Task<EngineHost> StartAsync(
        EngineOptions options, EngagementModel model, TimeProvider time, ILoggerFactory logs, CancellationToken cancellation)
    {
        try
        {
            return await EngineHost.StartAsync(options, model, time, logs, cancellation).ConfigureAwait(false);
        }
        catch (EngineRefusedException fault)
        {
            throw new CommandException(ExitCode.Invalid, fault.Message);
        }
    }

    /// <summary>Ends with the fault that stopped an engine by itself, if one did.</summary>
    public static async Task RequireSoundAsync(EngineHost engine)
    {
        try
        {
            await engine.Completion.ConfigureAwait(false);
        }
        catch (EngineRefusedException fault)
        {
            throw new CommandException(ExitCode.Invalid, fault.Message);
        }
#pragma warning disable CA1031 // Whatever stopped the engine is told and becomes the exit code.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            throw new CommandException(ExitCode.EngineFailed, $"The engine stopped: {fault.Message}");
        }
    }
}
