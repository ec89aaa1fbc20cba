using EngageStream.Domain.Model;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Audit;

/// <summary>Records beside an engine that it works with its playbook. An engine that may not record it has to stop.</summary>
internal sealed class StartRecord : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _recording;
    private string? _reason;

    public StartRecord(EngineOptions options, EngagementModel model, TimeProvider time, ILoggerFactory logs) =>
        _recording = Task.Run(() => RecordAsync(options, model, time, logs.CreateLogger("EngageStream.Host")));

    /// <summary>Ends when it turned out that it may not be recorded, and else never.</summary>
    public Task Refused => _refused.Task;

    /// <summary>Ends with the reason for which it may not be recorded, if there is one.</summary>
    /// <exception cref="CommandException">There is.</exception>
    public void Require()
    {
        if (_reason is not null)
        {
            throw new CommandException(ExitCode.Invalid, _reason);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _recording.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RecordAsync(EngineOptions options, EngagementModel model, TimeProvider time, ILogger logger)
    {
        try
        {
            await PlaybookActivation.RecordAsync(options, model, time, logger, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The engine stops; Kafka was away from its start on.
        }
        catch (EngineRefusedException fault)
        {
            _reason = fault.Message;
            _refused.TrySetResult();
        }
    }
}
