using EngageStream.Host.Cli;
using EngageStream.Host.Configuration;
using EngageStream.Host.Tests.Support;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Tests.Configuration;

public sealed class SettingFilesTests : IDisposable
{
    private const string Least = "playbook: p\nkafka.bootstrap.servers: x:1\n";
    private readonly TempFolder _folder = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hunter2", "hunter2")]
    [InlineData("hunter2\n", "hunter2")]
    [InlineData("hunter2\r\n", "hunter2")]
    [InlineData("hunter2\n\n", "hunter2\n")]
    [InlineData(" hunter2 \r", " hunter2 \r")]
    [InlineData("\uFEFFhunter2\n", "hunter2")]
    public void The_value_is_the_content_without_its_final_line_break(string content, string expected) =>
        Assert.Equal(expected, Load(Least, new() { ["ENGAGE_KAFKA_SASL_PASSWORD_FILE"] = Secret(content) }).Kafka["sasl.password"]);

    [Fact]
    public void Every_source_and_every_key_can_name_a_file()
    {
        _folder.Write("node", "from-file\n");
        EngineOptions options = Load(
            $"{Least}node.id.file: node\n",
            new() { ["ENGAGE_KAFKA_SASL_USERNAME_FILE"] = Secret("ann") },
            $"kafka.sasl.password.file={Secret("hunter2")}");
        Assert.Equal(("from-file", "ann", "hunter2"), (options.NodeId, options.Kafka["sasl.username"], options.Kafka["sasl.password"]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_later_source_names_another_file()
    {
        EngineOptions options = Load($"{Least}kafka.sasl.password.file: old\n", null, $"kafka.sasl.password.file={Secret("new")}");
        Assert.Equal("new", options.Kafka["sasl.password"]);
    }

    [Fact]
    public void Librdkafkas_own_settings_that_take_a_file_are_passed_on()
    {
        const string Key = "sasl.oauthbearer.assertion.private.key.file";
        Assert.Equal("/x", Load($"{Least}kafka.{Key}: /x\n").Kafka[Key]);
    }

    [Fact]
    public void A_value_and_a_file_for_it_is_an_error()
    {
        string message = Fault(
            $"{Least}kafka.sasl.password.file: {Secret("hunter2")}\n", new() { ["ENGAGE_KAFKA_SASL_PASSWORD"] = "hunter3" });
        Assert.Contains(
            "kafka.sasl.password.file: kafka.sasl.password is given as well, at ENGAGE_KAFKA_SASL_PASSWORD; leave one",
            message,
            StringComparison.Ordinal);
        Assert.Contains("engage.yaml:3: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error_with_key_and_path()
    {
        void Check(string path, string expected) =>
            Assert.Contains(expected, Fault($"{Least}kafka.sasl.password.file: {path}\n"), StringComparison.Ordinal);

        Check("/nowhere/p", "kafka.sasl.password.file: '/nowhere/p' cannot be read: there is no such folder");
        Check("p", "there is no such file");
        Check(_folder.Path, "it is a folder");
        Check(Secret("\n"), "is empty; write the value of kafka.sasl.password into it");
        string binary = Secret("");
        File.WriteAllBytes(binary, [0xC0, 0xFF]);
        Check(binary, "it is not UTF-8");
        Check("/dev/zero", "more than 1048576 bytes");
    }

    [Fact]
    public void Secrets_that_others_can_see_are_warned_of()
    {
        string open = Secret("hunter2");
        SetMode(open, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Load(Least, new() { ["ENGAGE_KAFKA_SASL_PASSWORD_FILE"] = open }, "kafka.ssl.key.password=hunter2");
        Assert.Contains(_warnings, w => w.StartsWith($"kafka.sasl.password.file: {open} can be read by every user", StringComparison.Ordinal));
        Assert.Contains(_warnings, w => w.StartsWith("--set kafka.ssl.key.password:", StringComparison.Ordinal));
        Assert.Equal(2, _warnings.Count);
        Load($"{Least}kafka.sasl.password: hunter2\n");
        Assert.Matches("^kafka.sasl.password: .*engage.yaml", _warnings[^1]);
        Assert.DoesNotContain(_warnings, w => w.Contains("hunter", StringComparison.Ordinal));
    }

    private EngineOptions Load(string yaml, Dictionary<string, string>? environment = null, params string[] flags) =>
        EngineConfiguration.Load(_folder.Write("engage.yaml", yaml), environment ?? [], flags, true, _warnings.Add);

    private string Fault(string yaml, Dictionary<string, string>? environment = null) =>
        Assert.Throws<CommandException>(() => Load(yaml, environment)).Message;

    private string Secret(string content)
    {
        string path = _folder.Write(Guid.NewGuid().ToString("N"), content);
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
