using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Runtime.Savepoints.Files;

namespace EngageStream.Runtime.Tests.Savepoints;

public sealed class SavepointFileTests : IDisposable
{
    private static readonly SavepointHeader Header = new(
        1, 1, "shop", "live", "Europe/Berlin", "murmur2", 2, "starter", "00ff", 0xF00D_F00D_F00D_F00D, DateTimeOffset.UnixEpoch);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-savepoint-");

    private string PathOfFile => Path.Combine(_folder.FullName, "a.savepoint");

    [Fact]
    public void What_was_written_is_read()
    {
        Write(users: 5_000);
        var visitor = new Collector();
        SavepointSummary read = SavepointFile.Read(PathOfFile, visitor);
        Assert.Equal(Header, read.Header);
        Assert.Equal([Partition(0, 5_000), Partition(1, 1)], read.Partitions);
        Assert.Equal(5_001, visitor.Users.Count);
        Assert.Equal((0, "user-7", 1007L, Convert.ToHexString(State(7))), visitor.Users[7]);
        Assert.Equal((1, "last", long.MaxValue, "01"), visitor.Users[^1]);
        Assert.Equal(new FileInfo(PathOfFile).Length, read.Bytes);
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        Write(users: 3);
        byte[] whole = File.ReadAllBytes(PathOfFile);
        for (int length = SavepointFormat.Magic.Length; length < whole.Length; length++)
        {
            File.WriteAllBytes(PathOfFile, whole[..length]);
            string message = Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile)).Message;
            Assert.Contains($"is truncated: it ends at byte {length}", message, StringComparison.Ordinal);
            Assert.Contains(PathOfFile, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_byte_is_refused_wherever_it_is()
    {
        Write(users: 3);
        byte[] whole = File.ReadAllBytes(PathOfFile);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x20;
            File.WriteAllBytes(PathOfFile, changed);
            Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile));
        }
    }

    [Fact]
    public void A_damaged_section_is_named_by_its_place()
    {
        Write(users: 3);
        byte[] bytes = File.ReadAllBytes(PathOfFile);
        int second = SavepointFormat.Magic.Length + SavepointFormat.SectionHead + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(9)) + SavepointFormat.SectionTail;
        bytes[second + 10] ^= 1;
        File.WriteAllBytes(PathOfFile, bytes);
        string message = Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile)).Message;
        Assert.Contains($"the section that begins at byte {second}: the checksum differs", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partition_that_lacks_users_is_refused()
    {
        SavepointFile.Write(PathOfFile, writer =>
        {
            writer.Begin(Header);
            writer.Partition(Partition(0, 2));
            writer.User("ann"u8, 1, [1]);
            writer.Partition(Partition(1, 0));
        });
        string message = Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile)).Message;
        Assert.Contains("1 users of partition 0 are missing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_savepoint_is_refused()
    {
        File.WriteAllText(PathOfFile, "{}");
        Assert.Contains("is no savepoint", Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_file_without_new_features_is_read_and_what_may_be_passed_over_is()
    {
        Write(users: 3, Header with { Format = 7 });
        AddSection(kind: 200, "unknown"u8);
        SavepointSummary read = SavepointFile.Check(PathOfFile);
        Assert.Equal((7, 4L), (read.Header.Format, read.Users));
    }

    [Fact]
    public void A_newer_file_with_a_new_feature_is_refused_with_the_remedy()
    {
        Write(users: 3, Header with { Format = 7, Reader = 2 });
        string message = Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile)).Message;
        Assert.Contains("needs a release that reads savepoints of format 2", message, StringComparison.Ordinal);
        Assert.Contains("Run the release that wrote it", message, StringComparison.Ordinal);

        Write(users: 3);
        AddSection(kind: 100, "unknown"u8);
        Assert.Contains("a section of kind 100", Assert.Throws<InvalidDataException>(() => SavepointFile.Check(PathOfFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_savepoint_of_the_first_release_is_read_in_full_and_one_written_now_is_no_different()
    {
        Write(users: 3);
        Assert.Equal(File.ReadAllBytes(FrozenPath()), File.ReadAllBytes(PathOfFile));
        var visitor = new Collector();
        SavepointSummary read = SavepointFile.Read(FrozenPath(), visitor);
        Assert.Equal(Header, read.Header);
        Assert.Equal([Partition(0, 3), Partition(1, 1)], read.Partitions);
        Assert.Equal(
            [(0, "user-0", 1000L, "00"), (0, "user-1", 1001L, "0102"), (0, "user-2", 1002L, "020304"), (1, "last", long.MaxValue, "01")],
            visitor.Users);
    }

    [Fact]
    public void A_writing_that_fails_leaves_the_former_file_as_it_was()
    {
        Write(users: 3);
        byte[] before = File.ReadAllBytes(PathOfFile);
        Assert.Throws<IOException>(() => SavepointFile.Write(PathOfFile, writer =>
        {
            writer.Begin(Header);
            throw new IOException("disk full");
        }));
        Assert.Equal(before, File.ReadAllBytes(PathOfFile));
        Assert.Single(_folder.GetFiles());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static SavepointPartition Partition(int number, long users) =>
        new(number, 40 + number, number == 0, 1_000_000, 39, 999_999, users, 11, 12, 13, 14, 15);

    // Written once, by Write(users: 3) of the first release, and never again.
    private static string FrozenPath([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "v1.savepoint");

    private static byte[] State(int number) => [.. Enumerable.Range(0, number % 300 + 1).Select(i => (byte)(i + number))];

    private void Write(int users, SavepointHeader? header = null) => SavepointFile.Write(PathOfFile, writer =>
    {
        writer.Begin(header ?? Header);
        writer.Partition(Partition(0, users));
        for (int i = 0; i < users; i++)
        {
            writer.User(Encoding.UTF8.GetBytes($"user-{i}"), 1000 + i, State(i));
        }

        writer.Partition(Partition(1, 1));
        writer.User("last"u8, long.MaxValue, [1]);
    });

    // Behind the header.
    private void AddSection(byte kind, ReadOnlySpan<byte> body)
    {
        byte[] bytes = File.ReadAllBytes(PathOfFile);
        int at = SavepointFormat.Magic.Length + SavepointFormat.SectionHead + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(9)) + SavepointFormat.SectionTail;
        var section = new byte[SavepointFormat.SectionHead + body.Length];
        section[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(1), body.Length);
        body.CopyTo(section.AsSpan(SavepointFormat.SectionHead));
        var sum = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(sum, XxHash64.Hash(section));
        File.WriteAllBytes(PathOfFile, [.. bytes[..at], .. section, .. sum, .. bytes[at..]]);
    }

    private sealed class Collector : ISavepointVisitor
    {
        public List<(int Partition, string Id, long DueMs, string State)> Users { get; } = [];

        public void User(int partition, ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state) =>
            Users.Add((partition, Encoding.UTF8.GetString(id), dueMs, Convert.ToHexString(state)));
    }
}
