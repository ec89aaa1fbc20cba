using System.Globalization;
using System.Text;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Savepoints;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Savepoints.Repartitioning;
using EngageStream.Runtime.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Savepoints;

/// <summary>Base of tests that take an application's state out of Kafka and bring it back.</summary>
public abstract class SavepointTest : EngineTest, IDisposable
{
    protected static readonly string[] People = [.. Enumerable.Range(0, 40).Select(number => $"person-{number}")];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-savepoints-");

    protected string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>An order of everybody, all of them at one instant.</summary>
    protected async Task SendOrdersAsync(int number, int partitions = Partitions)
    {
        long at = Start + (number * Day);
        await Task.WhenAll(People.Select(person => Kafka.SendAsync(partitions, person, at, Order(person, $"{person}-{number}", at))));
    }

    /// <summary>Runs an engine until it has handled so many events, those after an abort again, and stops it.</summary>
    protected async Task RunAsync(int events, EngineOptions? options = null)
    {
        await using EngineHost engine = await StartEngineAsync(options ?? Options());
        await MetricAsync(engine, "engagestream_events_total", total => total >= events);
    }

    /// <summary>Everybody was thanked once for each order, each time with the orders of all time.</summary>
    protected void AssertThankedOnceForEach(int orders)
    {
        List<(string, int)> thanks = [.. Kafka.ReadToEnd("engage.triggers.push").Select(Parse)
            .Select(trigger => ((string)trigger["user"]!,
                int.Parse((string)trigger["variables"]!["orders"]!, CultureInfo.InvariantCulture)))];
        Assert.Equal(People.SelectMany(person => Enumerable.Range(1, orders).Select(order => (person, order))).Order(), thanks.Order());
    }

    protected Task<SavepointSummary> ExportAsync(string name, EngineOptions? options = null, EngagementModel? model = null) =>
        StateExport.RunAsync(
        options ?? Options(), model ?? TestModel.Create(), PathOf(name), Time, NullLogger.Instance, _ => { }, CancellationToken.None);

    protected Task<SavepointSummary> ImportAsync(
        string name, ImportPositions positions = ImportPositions.Saved, EngineOptions? options = null,
        Action<SavepointProgress>? progress = null) =>
        StateImport.RunAsync(
            options ?? Options(), TestModel.Create(), PathOf(name), positions, NullLogger.Instance, progress ?? (_ => { }),
            CancellationToken.None);

    protected Task<RepartitionOutcome> RepartitionAsync(int partitions, bool acceptBacklog = false,
        Action<SavepointProgress>? progress = null) =>
        Repartition.RunAsync(
            Options(), TestModel.Create(), partitions, PathOf("repartition.savepoint"), acceptBacklog, Time, NullLogger.Instance,
            progress ?? (_ => { }), CancellationToken.None);

    /// <summary>Everybody in a savepoint: who, in which partition, with which timer and state.</summary>
    protected List<(string Person, int Partition, long DueMs, string State)> UsersIn(string name)
    {
        var users = new Users();
        SavepointFile.Read(PathOf(name), users);
        return users.All;
    }

    private sealed class Users : ISavepointVisitor
    {
        public List<(string, int, long, string)> All { get; } = [];

        public void User(int partition, ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state) =>
            All.Add((Encoding.UTF8.GetString(id), partition, dueMs, Convert.ToHexString(state)));
    }
}
