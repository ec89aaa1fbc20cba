using EngageStream.Domain.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Runtime.Tests.Shards;

internal enum OperationKind
{
    Event,
    Mark,
    Skip,
    Fire,
    Commit,
}

/// <summary>Something a stream thread does with a shard, and what may go wrong right after it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="User">User of an event.</param>
/// <param name="Event">Index of an event.</param>
/// <param name="StepMs">Time since the operation before.</param>
/// <param name="Cut">
/// 0 nothing; 1 the shard is lost; 2 a commit is torn, then the shard is lost; 3 the shard is rolled back; 4 it is rolled back
/// after a commit was written.
/// </param>
internal sealed record ShardOperation(OperationKind Kind, int User, int Event, long StepMs, int Cut)
{
    private static readonly long[] Steps =
    [
        0, Durations.Second, 7 * Durations.Minute, Durations.Hour, 5 * Durations.Hour, 26 * Durations.Hour, 9 * Durations.Day, 40 * Durations.Day,
    ];

    public static Arbitrary<ShardOperation[]> Arbitrary { get; } = Arb.From(
        (from kind in Gen.Frequency(
             (12, Gen.Constant(OperationKind.Event)),
             (1, Gen.Constant(OperationKind.Mark)),
             (1, Gen.Constant(OperationKind.Skip)),
             (3, Gen.Constant(OperationKind.Fire)),
             (3, Gen.Constant(OperationKind.Commit)))
         from user in Gen.Choose(0, 6)
         from @event in Gen.Choose(0, 2)
         from step in Gen.Frequency((6, Gen.Choose(0, 3)), (2, Gen.Choose(4, 5)), (1, Gen.Choose(6, 7)))
         from cut in Gen.Frequency((16, Gen.Constant(0)), (4, Gen.Choose(1, 4)))
         select new ShardOperation(kind, user, @event, Steps[step], cut)).ArrayOf().Resize(120),
        Shorter);

    private static IEnumerable<ShardOperation[]> Shorter(ShardOperation[] operations)
    {
        for (int length = operations.Length / 2; length >= 1; length /= 2)
        {
            for (int from = 0; from + length <= operations.Length; from += length)
            {
                yield return [.. operations[..from], .. operations[(from + length)..]];
            }
        }
    }
}
