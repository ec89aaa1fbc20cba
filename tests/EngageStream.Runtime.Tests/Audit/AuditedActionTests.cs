using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Tests.Audit;

public sealed class AuditedActionTests
{
    private readonly RecordingTrail _trail = new();

    private AuditedAction Audited => new(_trail, TimeProvider.System);

    [Fact]
    public async Task The_beginning_is_recorded_before_and_the_end_after()
    {
        int result = await RunAsync(details =>
        {
            Assert.Equal(AuditOutcome.Begun, Assert.Single(_trail.Records).Outcome);
            details["sent"] = "3";
            return Task.FromResult(3);
        });

        Assert.Equal(3, result);
        Assert.Equal([AuditOutcome.Begun, AuditOutcome.Done], _trail.Records.Select(record => record.Outcome));
        Assert.Single(_trail.Records.Select(record => record.Id).Distinct());
        Assert.Equal(["reason"], _trail.Records[0].Details.Keys);
        Assert.Equal("3", _trail.Records[1].Details["sent"]);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_done()
    {
        _trail.FailsFrom = 0;
        bool done = false;
        await Assert.ThrowsAsync<AuditUnavailableException>(() => RunAsync(_ =>
        {
            done = true;
            return Task.FromResult(1);
        }));
        Assert.False(done);
    }

    [Fact]
    public async Task An_end_that_cannot_be_recorded_is_told_as_done()
    {
        _trail.FailsFrom = 1;
        AuditUnavailableException fault = await Assert.ThrowsAsync<AuditUnavailableException>(() => RunAsync(_ => Task.FromResult(1)));
        Assert.StartsWith("It was done, but that could not be recorded.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_recorded_with_how_far_it_came_and_without_what_it_quotes()
    {
        await Assert.ThrowsAsync<FormatException>(() => RunAsync(details =>
        {
            details["sent"] = "2";
            return Task.FromException<int>(new FormatException("ann@example.org is no number"));
        }));
        AuditRecord end = _trail.Records[1];
        Assert.Equal(AuditOutcome.Failed, end.Outcome);
        Assert.Equal(("2", "FormatException"), (end.Details["sent"], end.Details["error"]));
    }

    [Fact]
    public async Task A_refusal_of_the_engine_is_recorded_in_its_words()
    {
        await Assert.ThrowsAsync<EngineRefusedException>(() => RunAsync(_ => Task.FromException<int>(new EngineRefusedException("node-1 runs"))));
        Assert.Equal("node-1 runs", _trail.Records[1].Details["error"]);
    }

    [Fact]
    public async Task Who_goes_away_in_the_middle_leaves_no_open_end()
    {
        using var gone = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(_ =>
        {
            gone.Cancel();
            gone.Token.ThrowIfCancellationRequested();
            return Task.FromResult(1);
        }, gone.Token));
        Assert.Equal([AuditOutcome.Begun, AuditOutcome.Failed], _trail.Records.Select(record => record.Outcome));
    }

    private Task<int> RunAsync(Func<IDictionary<string, string>, Task<int>> run, CancellationToken cancel = default) => Audited.RunAsync(
        "token:ops", AuditActions.DeadLettersReplayed, "dead letters", new Dictionary<string, string> { ["reason"] = "actor_fault" }, run, cancel);

    private sealed class RecordingTrail : IAuditTrail
    {
        public List<AuditRecord> Records { get; } = [];

        public int FailsFrom { get; set; } = int.MaxValue;

        public Task WriteAsync(AuditRecord record, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            if (Records.Count >= FailsFrom)
            {
                throw new AuditUnavailableException("Kafka is away.");
            }

            Records.Add(record);
            return Task.CompletedTask;
        }
    }
}
