using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace LlmEval.Documents;

/// <summary>
/// The YAML 1.2 core schema (specification 1.2.2, section 10.3.2): what an unquoted scalar is, and what its number is.
/// Bare <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>, dates and <c>1_000</c> are texts there, unlike in YAML 1.1.
/// </summary>
internal static class CoreSchema
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>What an unquoted scalar is.</summary>
    public static ScalarKind Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ when IsInteger(text) => ScalarKind.Integer,
        _ when IsReal(text) => ScalarKind.Real,
        _ => ScalarKind.Text,
    };

    /// <summary>The value of an integer, also octal and hexadecimal; false when it does not fit.</summary>
    public static bool TryInteger(string text, out long value)
    {
        if (Based(text) is { } big)
        {
            value = big <= long.MaxValue ? (long)big : 0;
            return big <= long.MaxValue;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The value of a finite number; false for <c>.inf</c>, <c>.nan</c> and what overflows.</summary>
    public static bool TryReal(string text, out double value)
    {
        if (Based(text) is { } big)
        {
            value = (double)big;
            return double.IsFinite(value);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A number as JSON writes it, digits kept; null for <c>.inf</c> and <c>.nan</c>.</summary>
    public static string? JsonNumber(string text)
    {
        if (IsJsonNumber(text)) { return text; }

        if (Based(text) is { } big) { return big.ToString(CultureInfo.InvariantCulture); }

        if (!IsReal(text) && !IsInteger(text)) { return null; }

        ReadOnlySpan<char> rest = text;
        string sign = rest[0] == '-' ? "-" : string.Empty;
        if (rest[0] is '-' or '+') { rest = rest[1..]; }

        int exponentAt = rest.IndexOfAny('e', 'E');
        ReadOnlySpan<char> exponent = exponentAt < 0 ? default : rest[exponentAt..];
        if (exponentAt >= 0) { rest = rest[..exponentAt]; }

        int dot = rest.IndexOf('.');
        ReadOnlySpan<char> fraction = dot < 0 ? default : rest[(dot + 1)..];
        ReadOnlySpan<char> whole = (dot < 0 ? rest : rest[..dot]).TrimStart('0');
        if (!fraction.IsEmpty && !char.IsAsciiDigit(fraction[0])) { return null; }

        return $"{sign}{(whole.IsEmpty ? "0" : whole)}{(fraction.IsEmpty ? string.Empty : $".{fraction}")}{exponent}";
    }

    private static bool IsJsonNumber(string text)
    {
        int at = text.StartsWith('-') ? 1 : 0;
        int whole = Digits(text, ref at);
        if (whole == 0 || (whole > 1 && text[at - whole] == '0')) { return false; }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0) { return false; }
        }

        return Exponent(text, ref at) && at == text.Length;
    }

    private static bool IsInteger(string text)
    {
        if (Based(text) is not null) { return true; }

        int at = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        return Digits(text, ref at) > 0 && at == text.Length;
    }

    private static bool IsReal(string text)
    {
        if (text is ".nan" or ".NaN" or ".NAN") { return true; }

        int at = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        if (text.AsSpan(at) is ".inf" or ".Inf" or ".INF") { return true; }

        int digits = Digits(text, ref at);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            digits += Digits(text, ref at);
        }

        return digits > 0 && Exponent(text, ref at) && at == text.Length;
    }

    private static bool Exponent(string text, ref int at)
    {
        if (at == text.Length || text[at] is not ('e' or 'E')) { return true; }

        at++;
        if (at < text.Length && text[at] is '-' or '+') { at++; }

        return Digits(text, ref at) > 0;
    }

    private static int Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) { at++; }

        return at - start;
    }

    // Longer than any number that a suite needs is a text: conversion of huge numbers takes quadratic time.
    private static BigInteger? Based(string text)
    {
        if (text.Length is < 3 or > 400 || text[0] != '0') { return null; }

        ReadOnlySpan<char> digits = text.AsSpan(2);
        if (text[1] == 'x' && !digits.ContainsAnyExcept(HexDigits))
        {
            return BigInteger.Parse($"0{digits}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        if (text[1] != 'o' || digits.IndexOfAnyExceptInRange('0', '7') >= 0) { return null; }

        BigInteger value = BigInteger.Zero;
        foreach (char digit in digits) { value = (value * 8) + (digit - '0'); }

        return value;
    }
}
