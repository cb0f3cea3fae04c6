Gem::Specification.new do |s|
  s.name = "demo"
  s.version = "1"
end
