using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Scoring.Safety.Pii;

namespace LlmEval.Scoring.Safety;

public sealed class PiiScannerTests
{
    public static TheoryData<string> Checksums() => Vector.Rows("pii_checksums");

    public static TheoryData<string> Cards() => Vector.Rows("pii_credit_card");

    [Theory]
    [MemberData(nameof(Checksums))]
    public void Check_digits_are_those_of_the_reference(string row)
    {
        JsonElement vector = Vector.Read(row);
        string value = vector.GetProperty("value").GetString()!;
        bool found = vector.GetProperty("check").GetString() switch
        {
            "luhn" => PiiChecksums.IsLuhn(value),
            "iban_mod97" => PiiChecksums.IsIbanMod97(value),
            "aba" => PiiChecksums.IsAba(value),
            "ssn" => PiiChecksums.IsSsn(value),
            var other => throw new InvalidOperationException(other),
        };
        found.Should().Be(vector.GetProperty("expected").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public void Cards_are_found_where_the_reference_finds_them(string row)
    {
        JsonElement vector = Vector.Read(row);
        string text = vector.GetProperty("text").GetString()!;
        IEnumerable<(int, int)> expected = vector.GetProperty("expected").GetProperty("spans").EnumerateArray().Select(s => (s[0].GetInt32(), s[1].GetInt32()));
        Scans.Pii(text).Where(f => f.Entity == PiiEntity.CreditCard).Select(f => (Points(text, f.Start), Points(text, f.End))).Should().Equal(expected);
    }

    [Fact]
    public void The_vectors_are_all_there() => (Checksums().Count, Cards().Count).Should().Be((8, 3));

    [Theory]
    [InlineData("4012888888881881 4012-8888-8888-1881 4012 8888 8888 1881", "CREDIT_CARD CREDIT_CARD CREDIT_CARD")]
    [InlineData("UATP 122000000000003, Amex 3714 496353 98431, Diners 30569309025904", "CREDIT_CARD CREDIT_CARD CREDIT_CARD")]
    [InlineData("2223003122003222", "CREDIT_CARD")]
    [InlineData("my card is 4012-8888-8888-1882", "")]
    [InlineData("1748503543012", "")]
    [InlineData("4111111111111111 0123", "CREDIT_CARD")]
    [InlineData("x4111111111111111 4111111111111111x 0.4111111111111111", "")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00, and gb82west12345698765432.", "IBAN_CODE IBAN_CODE")]
    [InlineData("GB82 WEST 1234 5698 7654 32 is mine", "IBAN_CODE")]
    [InlineData("DE89370400440532013001 NO9386011117948", "")]
    [InlineData("DE8937040044053201300", "")]
    [InlineData("536-90-4399 and 536 90 4399 and 536.90.4399", "US_SSN US_SSN US_SSN")]
    [InlineData("536-90 4399, 000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000, 078-05-1120, 123-45-6789, 111-11-1111", "")]
    [InlineData("ssn: 536904399", "US_SSN")]
    [InlineData("The social security number is 536904399", "US_SSN")]
    [InlineData("order 536904399", "")]
    [InlineData("912-70-1234", "US_ITIN")]
    [InlineData("routing number 021000021", "ABA_ROUTING_NUMBER")]
    [InlineData("Bestellung 021000021", "")]
    [InlineData("NHS number 943 476 5919 or NHS 9434765919", "UK_NHS UK_NHS")]
    [InlineData("NHS 9434765918", "")]
    [InlineData("NI: AB 12 34 56 C, QQ123456C, AB123456C", "UK_NINO UK_NINO")]
    [InlineData("SIN 046 454 286", "")]
    [InlineData("social insurance number 130 692 544", "CA_SIN")]
    [InlineData("NPI 1245319599", "US_NPI")]
    [InlineData("NPI 1245319598", "")]
    [InlineData("Mail ann.o'hara+x@sub.example.co.uk, or b@xn--bcher-kva.example.", "EMAIL_ADDRESS EMAIL_ADDRESS")]
    [InlineData("<a@b.de>;mailto:c@d.org", "EMAIL_ADDRESS EMAIL_ADDRESS")]
    [InlineData("info@presidio. @handle a@b a@.de package@1.2.3 logo@2x.png git@github.com:owner/repo.git", "")]
    [InlineData("hosts 192.168.0.1, 10.0.0.255:8080 and 255.255.255.255.", "IP_ADDRESS IP_ADDRESS IP_ADDRESS")]
    [InlineData("192.168.0.256 1.2.3 1.2.3.4.5 v1.2.3.4 version 1.2.3.4", "")]
    [InlineData("2001:db8:3333:4444:5555:6666:7777:8888 fe80::1%eth0 ::1 IPv6:2001:db8::1.", "IP_ADDRESS IP_ADDRESS IP_ADDRESS IP_ADDRESS")]
    [InlineData("::ffff:192.0.2.1", "IP_ADDRESS")]
    [InlineData("684D:1111:222:3333:4444:5555:77 std::string A::B 12:30:45 ::", "")]
    [InlineData("00:1A:2B:3C:4D:5E AA-BB-CC-DD-EE-FF", "MAC_ADDRESS MAC_ADDRESS")]
    [InlineData("00:1A:2B:3C:4D:5E:6F 00:1A-2B:3C:4D:5E 00:1A:2B:3C:4D", "")]
    [InlineData("+14155550132, +1 (415) 555-0132, +44 20 7946 0958 and +49 (0) 30 123456", "PHONE_NUMBER PHONE_NUMBER PHONE_NUMBER PHONE_NUMBER")]
    [InlineData("Call (415) 555-0132 or 415-555-0133", "PHONE_NUMBER PHONE_NUMBER")]
    [InlineData("My US number is (415) 555-0132", "PHONE_NUMBER")]
    [InlineData("Tel.: 030 1234567", "PHONE_NUMBER")]
    [InlineData("order number 415-555-0132, 415-555-0132", "")]
    [InlineData("+012345678 5+14155550132", "")]
    public void Entities_are_told_by_their_form(string text, string expected) =>
        Scans.Pii(text).Select(f => PiiEntities.Id(f.Entity)).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("Order 1002003004 of 2024-05-17T10:11:12.345Z, ticket 20240517-0042, ISBN 978-3-16-148410-0 and 0-306-40615-2.")]
    [InlineData("commit 9fceb02d0ae598e95dc970b74767f19372d61af8, GUID 3f2504e0-4f89-11d3-9a0c-0305e82c3301 and 40128888-8888-1881-1234-123456789012")]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")]
    [InlineData("1700000000 1700000000000 1700000000000000 1700000000000000000; 3.14159265358979; 1,234,567.89; 12345-6789; 99.99%")]
    [InlineData("net10.0 1.0.0-rc.1+20240101 v10.0.19041.1 build 10.0.1.2; ratio 16:9; at 10:15:30; <ns:tag>; a::b::c; 2 x 4 - 1")]
    [InlineData("Chapter 1 2 3 4 5 6 7 8 9 10 11 12 13; 10-20-30; 2024 / 2025; 100 200 300 units")]
    public void Other_numbers_are_none(string text) => Scans.Pii(text).Should().BeEmpty();

    [Fact]
    public void A_valid_card_is_found_with_any_separators_and_none_with_a_changed_digit()
    {
        Gen<(int[] Digits, int Place, int Style)> cards = Gen.Choose(0, 9).ArrayOf(15).SelectMany(d => Gen.Choose(1, 15), (d, p) => (d, p)).SelectMany(x => Gen.Choose(0, 3), (x, s) => (x.d, x.p, s));
        Prop.ForAll(cards.ToArbitrary(), card =>
        {
            card.Digits[0] = 4;
            string body = string.Concat(card.Digits);
            string number = body + Enumerable.Range(0, 10).First(c => PiiChecksums.IsLuhn(body + c));
            string changed = number[..card.Place] + ((number[card.Place] - '0' + 1) % 10) + number[(card.Place + 1)..];
            return Found(Styled(number, card.Style), PiiEntity.CreditCard) && !Found(Styled(changed, card.Style), PiiEntity.CreditCard);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_valid_IBAN_is_found_grouped_or_not_and_none_with_a_changed_digit()
    {
        Prop.ForAll(Gen.Choose(0, 9).ArrayOf(18).SelectMany(d => Gen.Choose(4, 21), (d, p) => (d, p)).ToArbitrary(), iban =>
        {
            string body = string.Concat(iban.d);
            string number = Enumerable.Range(2, 97).Select(c => $"DE{c:00}{body}").First(n => PiiChecksums.IsIbanMod97(n));
            string changed = number[..iban.p] + ((number[iban.p] - '0' + 1) % 10) + number[(iban.p + 1)..];
            return new[] { 0, 1, 2, 3 }.All(s => Found(Styled(number, s), PiiEntity.Iban) && !Found(Styled(changed, s), PiiEntity.Iban));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\ud83d\udc4d\u202e\u05e9\u05dc\u05d5\u05dd {0} \u0645\u0631\u062d\u0628\u0627\ud83d\udc4d")]
    [InlineData("\ud83d{0}\udc4d")]
    [InlineData("e\u0301\u0301 ({0})")]
    public void Spans_are_right_in_any_surroundings(string frame)
    {
        foreach (string value in new[] { "4111 1111 1111 1111", "DE89370400440532013000", "536-90-4399", "+14155550132", "192.168.0.1" })
        {
            string text = frame.Replace("{0}", value, StringComparison.Ordinal);
            PiiFinding found = Scans.Pii(text).Should().ContainSingle(value).Subject;
            text.Substring(found.Start, found.Length).Should().Be(value);
        }
    }

    [Fact]
    public void Any_text_is_searched_without_an_error_and_findings_do_not_overlap()
    {
        Gen<string> texts = Gen.Elements("1", "4", "9", "41111111", "-", " ", ".", ":", "::", "@", "a", "DE", "+", "(", ")", "\ud83d", "ssn ", "\u00a0", "fe80", "/", "%").ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            int end = 0;
            foreach (PiiFinding one in Scans.Pii(text, needsContext: false))
            {
                if (one.Start < end || one.Length < 1 || one.End > text.Length) { return false; }

                end = one.End;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void It_stops_when_it_is_cancelled()
    {
        Action act = () => PiiScanner.Scan("4111", cancellationToken: new CancellationToken(canceled: true));
        act.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Names_are_read_back_whatever_their_case()
    {
        foreach (PiiEntity entity in PiiEntities.All)
        {
            PiiEntities.TryParse(PiiEntities.Id(entity).ToLowerInvariant().Replace('_', '-'), out PiiEntity read).Should().BeTrue();
            read.Should().Be(entity);
        }

        PiiEntities.TryParse("SHOE_SIZE", out _).Should().BeFalse();
    }

    private static bool Found(string text, PiiEntity entity) => Scans.Pii($"it is {text}, yes").Any(f => f.Entity == entity && f.Start == 6 && f.Length == text.Length);

    private static string Styled(string number, int style) => style == 0 ? number : string.Join(" -\u00a0"[style - 1], number.Chunk(4).Select(c => new string(c)));

    private static int Points(string text, int units) => text[..units].EnumerateRunes().Count();
}
