using System.Security.Cryptography;
using System.Text;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>
/// Who may connect to the broker. Passwords are turned into SCRAM verifiers at once and are not kept. Every user may do
/// everything: there is no access control.
/// </summary>
public sealed class SaslUsers
{
    private const int SaltBytes = 16;
    private const int MaxFileBytes = 1024 * 1024;

    // Kafka's own number, and the least that RFC 7677 allows: librdkafka's clients derive anew for every connection.
    private const int Iterations = 4096;

    private readonly Dictionary<string, (ScramVerifier Sha256, ScramVerifier Sha512)> _users = new(StringComparer.Ordinal);

    // Strangers are led through the whole exchange with a salt that is theirs as long as the broker runs, and refused at its end:
    // otherwise the answer, or the time it takes, would tell who has an account.
    private readonly byte[] _strangerKey = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _strangerPassword = RandomNumberGenerator.GetBytes(32);
    private readonly ScramVerifier _stranger;

    private SaslUsers() => _stranger = new(ScramHash.Sha256, _strangerPassword, RandomNumberGenerator.GetBytes(SaltBytes), Iterations);

    /// <summary>How many there are.</summary>
    public int Count => _users.Count;

    /// <summary>Makes users of names and passwords.</summary>
    /// <exception cref="ArgumentException">None, or a name or a password is empty, or a name is given twice.</exception>
    public static SaslUsers Of(IEnumerable<KeyValuePair<string, string>> passwords)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        var users = new SaslUsers();
        foreach ((string name, string password) in passwords)
        {
            users.Add(name, password);
        }

        return users._users.Count > 0 ? users : throw new ArgumentException("There is no user: give at least one name and password.");
    }

    /// <summary>
    /// Reads a file of lines <c>name:password</c>. The password is all that follows the first colon; empty lines and lines that
    /// begin with <c>#</c> are passed over.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The file cannot be read or is not of this form; the message names file and line, never content.
    /// </exception>
    public static SaslUsers Read(string path)
    {
        var users = new SaslUsers();
        int number = 0;
        foreach (string line in Lines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            try
            {
                users.Add(colon < 0 ? "" : line[..colon], line[(colon + 1)..]);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{path}:{number}: {e.Message} Write each line as name:password.", e);
            }
        }

        return users._users.Count > 0 ? users : throw new ArgumentException($"{path} names no user: write lines name:password.");
    }

    /// <summary>The number of users; never who or what.</summary>
    public override string ToString() => $"{Count} users";

    /// <summary>A user's verifier; for a stranger's name one that accepts nothing.</summary>
    internal ScramVerifier Find(ScramHash hash, string name, out bool known)
    {
        known = _users.TryGetValue(name, out (ScramVerifier Sha256, ScramVerifier Sha512) verifiers);
        if (known)
        {
            return hash == ScramHash.Sha256 ? verifiers.Sha256 : verifiers.Sha512;
        }

        byte[] salt = HMACSHA256.HashData(_strangerKey, Encoding.UTF8.GetBytes(hash.Mechanism + name))[..SaltBytes];
        return new ScramVerifier(hash, _strangerPassword, salt, 1, Iterations);
    }

    /// <summary>Whether a name and a password in clear belong together.</summary>
    internal bool Accepts(string name, ReadOnlySpan<byte> password, out bool known)
    {
        known = _users.TryGetValue(name, out (ScramVerifier Sha256, ScramVerifier Sha512) verifiers);
        return (known ? verifiers.Sha256 : _stranger).Accepts(password) && known;
    }

    private static string[] Lines(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw new ArgumentException($"{path} has more than {MaxFileBytes} bytes: name a file of lines name:password.");
            }

            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path} cannot be read ({e.Message}): name a file of lines name:password.", e);
        }
    }

    private void Add(string name, string password)
    {
        if (name.Length == 0 || password.Length == 0)
        {
            throw new ArgumentException(name.Length == 0 ? "The name is missing." : "The password is missing.");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(password);
        var verifiers = (
            new ScramVerifier(ScramHash.Sha256, bytes, RandomNumberGenerator.GetBytes(SaltBytes), Iterations),
            new ScramVerifier(ScramHash.Sha512, bytes, RandomNumberGenerator.GetBytes(SaltBytes), Iterations));
        CryptographicOperations.ZeroMemory(bytes);
        if (!_users.TryAdd(name, verifiers))
        {
            throw new ArgumentException("The name is given already.");
        }
    }
}
