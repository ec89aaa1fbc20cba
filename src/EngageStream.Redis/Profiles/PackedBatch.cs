namespace EngageStream.Redis.Profiles;

/// <summary>A batch as it is sent.</summary>
/// <param name="Rented">The shared pool's bytes that hold all of it.</param>
/// <param name="People">Ids, positions and what the sets need, as MessagePack.</param>
/// <param name="Profiles">Each person's profile, empty where the person is to be forgotten.</param>
internal readonly record struct PackedBatch(byte[] Rented, ReadOnlyMemory<byte> People, ReadOnlyMemory<byte>[] Profiles);
