Write-Output "dotnet nuget push is next"
if ($env:NUGET_API_KEY) {
    foreach ($file in Get-ChildItem *.nupkg) {
        & dotnet nuget push -k $env:NUGET_API_KEY -s https://api.nuget.org/v3/index.json `
            "$file"
    }
}
