-- rcagen's language server in Neovim 0.7 and newer: put this file into
-- ~/.config/nvim/plugin/. It starts the server for Markdown and rcagen.yaml in
-- projects, which are the folders with a rcagen.yaml and all below them.

local clients = {} -- by the project's folder, where Neovim does not keep them itself

-- The nearest folder above a file that has a rcagen.yaml.
local function root(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  while vim.fn.filereadable(folder .. '/rcagen.yaml') == 0 do
    local above = vim.fn.fnamemodify(folder, ':h')
    if above == folder then
      return nil
    end
    folder = above
  end
  return folder
end

local function start(buffer, folder)
  local config = {
    name = 'rcagen',
    cmd = { 'rcagen', 'lsp' },
    root_dir = folder,
    init_options = { commands = { 'rcagen.select' } },
  }
  if vim.lsp.start then -- 0.8 and newer
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  if not vim.lsp.get_client_by_id(clients[folder] or 0) then
    clients[folder] = vim.lsp.start_client(config)
  end
  vim.lsp.buf_attach_client(buffer, clients[folder])
end

vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('rcagen', {}),
  pattern = { 'markdown', 'mdx', 'markdown.mdx', 'yaml' },
  callback = function(event)
    local file = vim.api.nvim_buf_get_name(event.buf)
    if event.match == 'yaml' and vim.fn.fnamemodify(file, ':t') ~= 'rcagen.yaml' then
      return
    end
    local folder = file ~= '' and root(file)
    if not folder then
      return
    end
    if vim.fn.executable('rcagen') == 0 then
      vim.notify_once('rcagen is not on the path: go install github.com/rcagen/rcagen/cmd/rcagen@latest', vim.log.levels.WARN)
      return
    end
    start(event.buf, folder)
  end,
})

-- The byte of a line at which a character of UTF-16 stands.
local function byte(line, character)
  local ok, index = pcall(vim.str_byteindex, line, 'utf-16', character) -- 0.11 and newer
  return ok and index or vim.str_byteindex(line, character, true)
end

-- Selects what a code action has left to be written over, such as the reason
-- for which a finding is silenced.
vim.lsp.commands['rcagen.select'] = function(command)
  local uri, range = command.arguments[1], command.arguments[2]
  vim.api.nvim_win_set_buf(0, vim.uri_to_bufnr(uri))
  local function move(position, back)
    local line = vim.api.nvim_buf_get_lines(0, position.line, position.line + 1, false)[1]
    vim.api.nvim_win_set_cursor(0, { position.line + 1, byte(line, position.character) - back })
  end
  vim.cmd('normal! \27') -- leave any mode that is on
  move(range.start, 0)
  vim.cmd('normal! v')
  move(range['end'], 1)
  vim.api.nvim_feedkeys('\7', 'n', false) -- what is typed now takes its place
end
