using System.Security.Cryptography;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>The hash function of a SCRAM mechanism, and what is computed with it (RFC 5802, section 3).</summary>
internal sealed class ScramHash
{
    public static readonly ScramHash Sha256 = new("SCRAM-SHA-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
    public static readonly ScramHash Sha512 = new("SCRAM-SHA-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);

    private readonly HashAlgorithmName _name;

    private ScramHash(string mechanism, HashAlgorithmName name, int size)
    {
        Mechanism = mechanism;
        _name = name;
        Size = size;
    }

    /// <summary>Name of the SASL mechanism.</summary>
    public string Mechanism { get; }

    /// <summary>Bytes of a hash.</summary>
    public int Size { get; }

    /// <summary>SaltedPassword := Hi(password, salt, i), which is PBKDF2.</summary>
    public byte[] Salted(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, _name, Size);

    /// <summary>H(bytes).</summary>
    public byte[] Hash(ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(_name, bytes);

    /// <summary>HMAC(key, bytes).</summary>
    public byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes) => CryptographicOperations.HmacData(_name, key, bytes);
}
