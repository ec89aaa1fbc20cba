using EngageStream.EmbeddedKafka.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.EmbeddedKafka.Tests.Protocol;

public sealed class ProtocolEncodingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_written_is_read_back(bool flexible)
    {
        Prop.ForAll((string? text, byte[] bytes, long number) =>
        {
            using var writer = new ProtocolWriter { Flexible = flexible };
            writer.String(text);
            writer.Bytes(bytes ?? []);
            writer.Int64(number);
            writer.Int32((int)number);
            writer.Int16((short)number);
            writer.Tags();
            ProtocolReader reader = ReaderOf(writer.Written.ToArray(), flexible);
            string? readText = reader.NullableString();
            bool same = readText == Normalised(text)
                && reader.Bytes().Span.SequenceEqual(bytes ?? [])
                && reader.Int64() == number
                && reader.Int32() == (int)number
                && reader.Int16() == (short)number;
            reader.Tags();
            return same && reader.Remaining == 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_field_that_does_not_fit_is_rejected()
    {
        ProtocolReader reader = ReaderOf([0, 0, 0], flexible: false);
        Assert.Throws<RequestRejectedException>(() => reader.Int32());
    }

    [Fact]
    public void A_string_longer_than_the_request_is_rejected()
    {
        ProtocolReader reader = ReaderOf([0x7F, 0xFF, 1], flexible: false);
        Assert.Throws<RequestRejectedException>(() => reader.String());
    }

    [Fact]
    public void An_array_with_more_elements_than_bytes_is_rejected()
    {
        ProtocolReader reader = ReaderOf([0x7F, 0xFF, 0xFF, 0xFF, 1, 2], flexible: false);
        Assert.Throws<RequestRejectedException>(() => reader.ArrayLength());
    }

    [Fact]
    public void An_endless_variable_length_number_is_rejected()
    {
        ProtocolReader reader = ReaderOf([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], flexible: true);
        Assert.Throws<RequestRejectedException>(() => reader.ArrayLength());
    }

    [Fact]
    public void Unknown_tagged_fields_are_skipped()
    {
        ProtocolReader reader = ReaderOf([2, 0, 3, 9, 9, 9, 5, 1, 9, 42], flexible: true);
        reader.Tags();
        Assert.Equal(42, reader.Int8());
    }

    private static ProtocolReader ReaderOf(byte[] bytes, bool flexible)
    {
        var reader = new ProtocolReader();
        reader.Reset(bytes, bytes.Length);
        reader.Flexible = flexible;
        return reader;
    }

    // Lone surrogates have no UTF-8 form: they arrive as replacement characters.
    private static string? Normalised(string? text) =>
        text is null ? null : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
