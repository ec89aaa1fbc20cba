using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Sasl;

public sealed class SaslUsersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_gives_names_and_passwords_line_by_line()
    {
        SaslUsers users = Read("# who may connect\n\nann:one:two\r\nbob: with space \n");
        Assert.Equal(2, users.Count);
        Assert.True(users.Accepts("ann", "one:two"u8, out _));
        Assert.True(users.Accepts("bob", " with space "u8, out _));
        Assert.False(users.Accepts("bob", "with space"u8, out bool known));
        Assert.True(known);
        Assert.False(users.Accepts("eve", "one:two"u8, out known));
        Assert.False(known);
    }

    [Theory]
    [InlineData("ann:hunter2\nhunter2\n", ":2: The name is missing")]
    [InlineData("ann:hunter2\nann:hunter2\n", ":2: The name is given already")]
    [InlineData(":hunter2\n", ":1: The name is missing")]
    [InlineData("hunter2:\n", ":1: The password is missing")]
    [InlineData("# hunter2\n", "names no user")]
    public void A_wrong_file_is_refused_by_place_never_by_content(string content, string expected)
    {
        string message = Assert.Throws<ArgumentException>(() => Read(content)).ToString();
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<ArgumentException>(() => SaslUsers.Read(_folder.Of("nowhere.txt")));
        Assert.Contains("nowhere.txt cannot be read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_users_is_printed()
    {
        var options = new BrokerOptions { DataDirectory = "d", SaslUsers = Read("hunter2:hunter2") };
        Assert.DoesNotContain("hunter2", options.ToString(), StringComparison.Ordinal);
    }

    private SaslUsers Read(string content)
    {
        string path = _folder.Of("users.txt");
        File.WriteAllText(path, content);
        return SaslUsers.Read(path);
    }
}
