using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>What the sequence check says about a batch: append it, answer with an error, or answer as a duplicate.</summary>
/// <param name="Error">The error to answer with; <see cref="ErrorCode.None"/> to go on.</param>
/// <param name="DuplicateOf">Base offset at which this very batch was appended before.</param>
internal readonly record struct SequenceVerdict(ErrorCode Error, long? DuplicateOf)
{
    public static readonly SequenceVerdict Append = new(ErrorCode.None, null);

    public bool IsAppend => Error == ErrorCode.None && DuplicateOf is null;
}
